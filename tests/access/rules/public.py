"""Rules of the pages that need no account."""

from tests.access.rule import Rule

RULES: dict[str, Rule] = {
    "public:home": Rule(public=True),
    "public:leave": Rule(public=True, answers={302}),
    "public:theme": Rule(
        public=True, methods=("POST",), payload=lambda world, agency, arguments: {"theme": "dark"}, answers={302}
    ),
    "public:language": Rule(
        public=True, methods=("POST",), payload=lambda world, agency, arguments: {"language": "ar"}, answers={302}
    ),
    "public:place-list": Rule(public=True, queries=("", "?q=col")),
    "public:place-detail": Rule(
        public=True, make=lambda world, agency: {"code": "COL"}, shared=True, never={"code": "XXY"}
    ),
    "public:styleguide": Rule(public=True, answers={404}, why="Only a demonstration has it; tests run without."),
}
