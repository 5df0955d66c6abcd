"""People who sign in, the agencies they work for, and their dated roles there."""

import datetime
import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from amparo.accounts.roles import Role
from amparo.accounts.scopes import TokenGrant
from amparo.audit.append_only import append_only
from amparo.kernel import clock
from amparo.kernel.ids import uuid7
from amparo.kernel.models import Record


class PersonManager(BaseUserManager["Person"]):
    """Finds people by the address they sign in with."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser, Record):
    """Somebody who may sign in. A person without a current membership sees nothing but the own profile.

    `grant` is set where the person acts through a token of the API: then only the roles in the token's agency are
    held, and administration is not among them.
    """

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language"), max_length=10, default="en")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[PersonManager] = PersonManager()
    grant: TokenGrant | None = None

    def __str__(self) -> str:
        return self.name

    @cached_property
    def current_roles(self) -> frozenset[tuple[uuid.UUID, Role]]:
        """Every (agency id, role) that the person holds today."""
        return frozenset((agency_id, role) for agency_id, _name, role in self._held)

    @property
    def agency_names(self) -> tuple[str, ...]:
        """Names of the agencies in which the person holds a role today, sorted."""
        return tuple(sorted({name for _agency_id, name, _role in self._held}))

    @cached_property
    def _held(self) -> tuple[tuple[uuid.UUID, str, Role], ...]:
        """Agency id, agency name and role, as held today. One query, kept for the life of the object."""
        if not self.is_active:
            return ()
        rows = Membership.objects.current().filter(person_id=self.pk).order_by()
        if self.grant is not None:
            rows = rows.filter(agency_id=self.grant.agency_id).exclude(role=Role.ADMINISTRATOR)
        return tuple((pk, name, Role(role)) for pk, name, role in rows.values_list("agency_id", "agency__name", "role"))

    def agency_ids(self, *roles: Role) -> frozenset[uuid.UUID]:
        """Return the agencies in which the person holds one of `roles` today."""
        return frozenset(agency_id for agency_id, role in self.current_roles if role in roles)

    def holds(self, *roles: Role, agency_id: uuid.UUID | None = None) -> bool:
        """Say whether the person holds one of `roles` today, in that agency where one is given."""
        ids = self.agency_ids(*roles)
        return bool(ids) if agency_id is None else agency_id in ids


class Agency(Record):
    """An organisation that uses the system. Records belong to exactly one agency."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    code = models.SlugField(_("code"), max_length=20, unique=True)
    country = models.CharField(_("country"), max_length=3, blank=True, help_text=_("ISO 3166-1 code"))

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by date."""

    def current(self, on: datetime.date | None = None) -> "MembershipQuerySet":
        """Return those that hold on a day (today where none is given)."""
        day = on or clock.today()
        return self.filter(starts_on__lte=day).filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day))


class Membership(Record):
    """One role of one person in one agency, from a day to a day (inclusive)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.agency_id}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by state."""

    def open(self) -> "InvitationQuerySet":
        """Return those that can still be accepted: while who sent them may still invite there."""
        inviting = Membership.objects.current().filter(
            person=models.OuterRef("invited_by"),
            person__is_active=True,
            agency=models.OuterRef("agency"),
            role=Role.ADMINISTRATOR,
        )
        holds = models.Q(invited_by__isnull=True) | models.Exists(inviting)
        return self.filter(holds, accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=clock.now())


class Invitation(Record):
    """An offer of one role in one agency, sent to one address, good once, for seven days, while its sender may invite.

    Only the SHA-256 of the token is kept: whoever reads the database cannot accept it. `invited_by` is empty where
    the operator of the machine invited, on the command line.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="invitations_sent")
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.role} {self.agency_id}"

    @property
    def is_open(self) -> bool:
        """Say whether it can still be accepted."""
        return Invitation.objects.open().filter(pk=self.pk).exists()


@append_only
class Grant(models.Model):
    """That somebody may open one restricted thing beyond what the roles say, or no longer may: the newest row stands.

    The thing is named by plain values, because its room lies above this one. Its room says who gives and who gets.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    object_type = models.CharField(max_length=40)
    object_id = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given = models.BooleanField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=["object_type", "object_id"], name="grant_by_object"),)

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id} {self.person_id}"


class Holder(models.TextChoices):
    """Whose token it is. Both kinds act as one person of the agency, and never beyond what that person may."""

    PERSON = "person", _("Mine: it ends when I leave the agency")
    AGENCY = "agency", _("The agency’s: a colleague with the same roles can take it over")


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Tokens by state."""

    def open(self) -> "ApiTokenQuerySet":
        """Return those that are neither revoked nor expired."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=clock.now())


class ApiToken(Record):
    """A key by which a program acts as one person, in one agency, for some scopes, until a moment.

    Only the SHA-256 of the secret is kept: it is 256 random bits, so that no slow hash is needed. `last_used_at` is
    noted once an hour.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="api_tokens")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="api_tokens")
    holder = models.CharField(_("whose token"), max_length=10, choices=Holder.choices, default=Holder.PERSON)
    name = models.CharField(_("name"), max_length=80)
    scopes = models.JSONField(_("what it may be used for"), default=list)
    digest = models.CharField(max_length=64, editable=False)
    expires_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Say whether it is neither revoked nor expired. Whether its person still holds a role is asked at each use."""
        return self.revoked_at is None and self.expires_at > clock.now()

    @property
    def last_day(self) -> datetime.date:
        """The last day on which it is answered."""
        return clock.day_of(self.expires_at - datetime.timedelta(seconds=1))

    @property
    def is_of_agency(self) -> bool:
        """Say whether the agency holds it."""
        return self.holder == Holder.AGENCY
