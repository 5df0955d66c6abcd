"""What a rule of the access matrix says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from amparo.accounts.models import Agency
from amparo.accounts.roles import Role
from tests.standing import World

Make = Callable[[World, Agency], Mapping[str, object]]
Payload = Callable[[World, Agency, Mapping[str, object]], Mapping[str, object]]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Who gets an answer from one route.

    roles      those who are answered in their own agency; everybody else who is signed in gets 404
    signed_in  everybody who is signed in is answered, also without a role
    public     everybody is answered, also anonymous visitors
    make       makes an object in an agency and returns the arguments of the address; none for pages without one
    shared     the object belongs to no agency (a vocabulary, a published figure): the other agency's is answered too
    never      arguments that never existed; by default derived from those of `make`
    appears    for lists: makes something that shows in the list (its answer is not used)
    queries    for lists: query strings tried, "" among them
    methods    methods tried
    payload    what POST (or PUT, PATCH, DELETE) sends; receives the world, the agency and the arguments
    as_json    send the payload as JSON (API)
    headers    headers sent with it
    answers    statuses that count as answered
    refused    status for those who are signed in and have no role here
    anonymous  "sign-in" (redirect there), or a status
    why        the reason, where a rule looks odd
    """

    roles: frozenset[Role] | set[Role] = frozenset()
    signed_in: bool = False
    public: bool = False
    make: Make | None = None
    shared: bool = False
    never: Mapping[str, object] | None = None
    appears: Make | None = None
    queries: tuple[str, ...] = ("",)
    methods: tuple[str, ...] = ("GET",)
    payload: Payload | None = None
    as_json: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    answers: frozenset[int] | set[int] = field(default_factory=lambda: frozenset({200}))
    refused: int = 404
    anonymous: str | int = "sign-in"
    why: str = ""

    def __post_init__(self) -> None:
        if self.public + self.signed_in + bool(self.roles) > 1:
            raise ValueError("A rule names roles, or everybody signed in, or the public: one of the three.")
        if not (self.public or self.signed_in or self.roles or self.why):
            raise ValueError("A rule that answers nobody says why.")

    def allows(self, role: Role | None) -> bool:
        """Say whether a signed-in person with this one role (None: no role at all) is answered."""
        return self.public or self.signed_in or role in self.roles
