"""The worked example: how a statistician pulls the figures, in three languages. Tests run what they can of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

PLACEHOLDER = "AGENCY"

CURL = """\
export API="{origin}/api"
# the token from your own page; a program reads it from the environment, never from its own text
read -rs TOKEN && export TOKEN

curl -s -H "Authorization: Bearer $TOKEN" "$API/access"
curl -s -H "Authorization: Bearer $TOKEN" "$API/figures/{agency}?year_from=2023"
"""

PYTHON = """\
import json, os, urllib.parse, urllib.request

API, TOKEN = "{origin}/api", os.environ["TOKEN"]

def get(path, **arguments):
    address = f"{{API}}{{path}}?{{urllib.parse.urlencode(arguments)}}"
    request = urllib.request.Request(address, headers={{"Authorization": f"Bearer {{TOKEN}}"}})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)

agency = get("/access")["agencies"][0]["id"]
for line in get(f"/figures/{{agency}}", year_from=2023)["by_committed_year"]:
    print(line["key"], line["incidents"], line["violations"], line["children"]["total"])

rows, after = [], ""
while after is not None:
    part = get("/violations", status="verified", after=after)
    rows, after = rows + part["items"], part["next"]
print(len(rows), "violations")
"""

R = """\
library(httr2)

ask <- function(path, ...) {{
  request("{origin}/api") |>
    req_url_path_append(path) |>
    req_url_query(...) |>
    req_auth_bearer_token(Sys.getenv("TOKEN")) |>
    req_perform() |>
    resp_body_json(simplifyVector = TRUE)
}}

agency  <- ask("access")$agencies$id[1]
figures <- ask(paste0("figures/", agency), year_from = 2023)
figures$by_committed_year
"""


@dataclass(frozen=True, slots=True)
class Example:
    """One language, and what to type."""

    name: str
    says: str
    text: str


def examples(origin: str, agency: str) -> Sequence[Example]:
    """Return the example for this installation; `agency` is the reader's own, or empty."""
    said = {"origin": origin, "agency": agency or PLACEHOLDER}
    return (
        Example("curl", _("Which agency the token is for, and its figures"), CURL.format(**said)),
        Example(
            "Python", _("The figures by year, then every verified violation, page after page"), PYTHON.format(**said)
        ),
        Example("R", _("The figures as a data frame"), R.format(**said)),
    )
