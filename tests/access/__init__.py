"""The access matrix: every route x every role x own and other agency, generated from the URL table.

A route without a rule fails the build, and so does a rule without a route. How to add yours:

1. Open (or make) `tests/access/rules/<room>.py`. Every module there holds `RULES: dict[str, Rule]`.
2. The key is the namespaced name of the route (`"monitor:incident-detail"`), and for an operation of the API its
   method and path (`"GET /api/figures/{figure_id}"`).
3. Say who gets an answer. Everybody else who is signed in must get a 404 with the same body as an address that
   never existed, and an anonymous visitor must be led to the sign-in (API: 401).

    from tests.access.rule import Rule
    from tests.standing import World

    READERS = frozenset({Role.MONITOR, Role.VERIFIER, Role.ANALYST})

    def incident(world: World, agency: Agency) -> dict[str, object]:
        found = services.record_incident(acting=world.one(Role.MONITOR, agency), agency_id=agency.pk, ...)
        return {"incident_id": found.pk}          # the arguments of the address

    RULES = {
        # A list: `appears` makes something in an agency. Made in the other agency it must change nothing at all
        # in the answer (no row, no count, no total), for each query; made in the own agency it must show.
        "monitor:incident-list": Rule(roles=READERS, appears=incident, queries=("", "q=harbour", "page=2")),
        # An object: `make` makes one in the given agency. Own agency: answered. Other agency: 404, with the
        # body of an id that never existed.
        "monitor:incident-detail": Rule(roles=READERS, make=incident),
        # A form that is read and sent: methods, and what is sent. What one role changed, the next does not see.
        "monitor:incident-change": Rule(roles={Role.MONITOR}, make=incident, methods=("GET", "POST"),
                                        payload=change_payload, answers={200, 302}),
        # Public pages and pages of everybody who is signed in (also without any role).
        "public:home": Rule(public=True),
        "accounts:profile": Rule(signed_in=True),
    }

Fields of a rule stand in `tests/access/rule.py`. Things made by `make` and `appears` are rolled back after each try.
`pytest tests/access -k incident-list` runs the tests of one route.
"""
