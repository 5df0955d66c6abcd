"""Tokens of the API: making, renewing under another person, and ending them."""

import datetime
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.accounts import bearer, policies, selectors
from amparo.accounts.models import ApiToken, Holder, Membership, Person
from amparo.audit import services as audit
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Invalid, NotFound, Problem
from amparo.kernel.ids import uuid7
from amparo.kernel.lines import one_line

MOST_DAYS = 365
MOST_OPEN = 50
"""Open tokens of one person. A program that makes one for each run would fill the list of the administrator."""


def make_token(
    *,
    acting: Person,
    agency_id: uuid.UUID,
    name: str,
    scopes: Sequence[str],
    expires_on: datetime.date,
    holder: Holder = Holder.PERSON,
) -> tuple[ApiToken, str]:
    """Make a token that acts as `acting` in one agency, and return it with its text, which is kept nowhere.

    `expires_on` is its last day. Raises NotFound for an agency in which the person may not make one at all, Invalid
    for a scope beyond the person's roles, an empty name, or a day that is past or more than a year away, Conflict
    for somebody without the second factor that the role needs, and for more than fifty open tokens.
    """
    if not policies.token_scopes(acting, agency_id):
        raise NotFound
    _refuse_without_second_factor(acting)
    name = one_line(name)
    if problems := _problems(acting, agency_id, name, scopes, expires_on):
        raise Invalid(problems=problems)
    token_id = uuid7()
    text, digest = bearer.new_secret(token_id)
    with transaction.atomic():
        Person.objects.select_for_update().filter(pk=acting.pk).first()  # two who make one at a moment are counted
        if ApiToken.objects.open().filter(person=acting).count() >= MOST_OPEN:
            raise Conflict(_("You have fifty open tokens."), advice=_("Revoke those that no program uses any more."))
        token = ApiToken.objects.create(
            id=token_id,
            agency_id=agency_id,
            person=acting,
            holder=holder,
            name=name,
            scopes=sorted(set(scopes)),
            digest=digest,
            expires_at=_end_of(expires_on),
        )
        _record(acting.pk, token, "token.created")
    return token, text


def take_over_token(*, acting: Person, token_id: uuid.UUID) -> tuple[ApiToken, str]:
    """Make a token of the agency act as `acting` from now on, with a new secret, and return both.

    Name, scopes and last day stay. The old secret ends at once: whoever left still knows it. Raises NotFound for a
    token that the person may not take over, Conflict for somebody without the second factor that the role needs.
    """
    token = selectors.token_for(acting, token_id)
    if not policies.may_take_over_token(acting, token):
        raise NotFound
    _refuse_without_second_factor(acting)
    text, digest = bearer.new_secret(token.pk)
    with transaction.atomic():
        changed = ApiToken.objects.open().filter(pk=token.pk, digest=token.digest)
        if not changed.update(person=acting, digest=digest, last_used_at=None, updated_at=clock.now()):
            raise Conflict(_("Somebody took this token over or revoked it at the same moment."))
        _record(acting.pk, token, "token.taken_over", before=token.person_id)
    token.person, token.digest = acting, digest
    return token, text


def revoke_token(*, acting: Person, token_id: uuid.UUID) -> ApiToken:
    """End a token at once and for good. Raises NotFound for one that the person may not end."""
    token = selectors.token_for(acting, token_id)
    if not policies.may_revoke_token(acting, token):
        raise NotFound
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=clock.now()):
            _record(acting.pk, token, "token.revoked")
    return token


def end_tokens(
    *, acting: uuid.UUID | None, person: Person, agency_id: uuid.UUID | None = None, own_only: bool = False
) -> int:
    """End the tokens of somebody who leaves an agency (or all, where none is given), in the caller's transaction.

    With `own_only` those that the agency holds stay: they answer nothing until a colleague takes them over.
    """
    rows = ApiToken.objects.filter(person=person, revoked_at__isnull=True)
    if agency_id is not None:
        rows = rows.filter(agency_id=agency_id)
    if own_only:
        rows = rows.filter(holder=Holder.PERSON)
    found = list(rows)
    ApiToken.objects.filter(pk__in=[token.pk for token in found]).update(revoked_at=clock.now())
    for token in found:
        _record(acting, token, "token.revoked")
    return len(found)


def end_tokens_without_role(*, acting: uuid.UUID | None, person: Person, agency_id: uuid.UUID) -> int:
    """End what somebody left behind in an agency where no role is held today, in the caller's transaction.

    It is called when a role ends, and again before one is given: so no old token comes to life with a new role.
    """
    if Membership.objects.current().filter(person=person, agency_id=agency_id).exists():
        return 0
    return end_tokens(acting=acting, person=person, agency_id=agency_id, own_only=True)


def _refuse_without_second_factor(acting: Person) -> None:
    if not settings.DEMONSTRATION and not selectors.has_second_factor(acting):
        raise Conflict(
            _("Your role needs a second factor, and your account has none."),
            advice=_("Set one up on your profile first."),
        )


def _problems(
    acting: Person, agency_id: uuid.UUID, name: str, scopes: Sequence[str], expires_on: datetime.date
) -> list[Problem]:
    problems = []
    if not name or len(name) > 80:
        problems.append(Problem("name", _("Give it a name of 80 characters at most."), _("Say which program uses it.")))
    if not policies.may_make_token(acting, agency_id, scopes):
        problems.append(
            Problem("scopes", _("Your roles in this agency do not allow all of this."), _("Choose what they allow."))
        )
    days = (expires_on - clock.today()).days
    if not 0 <= days <= MOST_DAYS:
        problems.append(
            Problem("expires_on", _("A token lasts until a day within the coming year."), _("Choose an earlier day."))
        )
    return problems


def _end_of(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time()))


def _record(acting: uuid.UUID | None, token: ApiToken, action: str, before: uuid.UUID | None = None) -> None:
    audit.record(
        acting=acting,
        agency=token.agency_id,
        action=action,
        object_type="api_token",
        object_id=token.pk,
        detail={
            "person": token.person_id if before is None else acting,
            "holder": str(token.holder),
            "scopes": list(token.scopes),
            "expires_on": token.last_day,
            **({"before": before} if before else {}),
        },
    )
