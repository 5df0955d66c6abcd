"""What the one who asks may do: the first question of a new program, and the answer when something is refused."""

from django.http import HttpRequest
from ninja import Router

from amparo.accounts.models import Person
from amparo.accounts.scopes import Scope, scopes_of
from amparo.accounts.selectors import agencies_held
from amparo.accounts.web import acting
from amparo.api.access import Needs
from amparo.api.schemas.figures import Access, AgencyAccess

router = Router(tags=["access"])


@router.get("/access", response=Access, auth=Needs(None), summary="What you may do here")
def access(request: HttpRequest) -> Access:
    """Return the agencies in which you act, with your roles there today, and the scopes that these allow."""
    person = acting(request)
    return Access(
        kind="token" if person.grant else "session",
        agencies=[
            AgencyAccess(id=agency.pk, code=agency.code, name=agency.name, roles=roles)
            for agency, roles in agencies_held(person)
        ],
        scopes=_scopes(person),
        expires_at=person.grant.expires_at if person.grant else None,
    )


def _scopes(person: Person) -> list[str]:
    """Return what the roles of today allow, and the token too, where there is one."""
    allowed: list[Scope] = scopes_of({role for _agency, role in person.current_roles})
    return sorted(scope.value for scope in allowed if person.grant is None or scope.value in person.grant.scopes)
