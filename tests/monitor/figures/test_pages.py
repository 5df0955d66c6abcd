"""Pages of figures: own ones for those who may, published ones for everybody."""

import pytest
from django.test import Client

from tests import standing
from tests.monitor.figures.records import Group, actor, empty_register, incident, term

pytestmark = pytest.mark.django_db


def page(client, address, **query):
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_own_figures_show_three_units_with_their_source_note(agency, monitor, verifier):
    incident(agency, monitor, children={"A": "girl"}, groups=(Group(boys=1234),), verified=2024)
    incident(agency, monitor, year=None, children={"B": "boy"}, verified=2024, acts=(("abduction", None),))

    html = page(standing.sign_in(verifier), "/figures/")

    for words in ("1,236", "Year not known", "Attributed to nobody yet", "river-front (invented)", "verified only"):
        assert words in html


def test_the_filters_live_in_the_address(agency, monitor, sign_in):
    incident(agency, monitor, year=2023, children={"A": "girl"})
    incident(agency, monitor, year=2024, children={"B": "girl"}, acts=(("abduction", "harbour-network"),))
    client = sign_in(monitor)

    assert "Nothing is counted under these filters" in page(client, "/figures/")
    everything = page(client, "/figures/", statuses="all")
    assert "all statuses, also what is not verified" in everything
    assert "1 of 2 violations" in everything
    one = page(client, "/figures/", statuses="all", year_from=2024, actor=actor("harbour-network").pk)
    assert "committed from 2024" in one
    assert "1 of 1 violations" in one
    assert "committed in 2023" in page(client, "/figures/", statuses="all", year_from=2023, year_to=2023)
    assert "committed up to 2023" in page(client, "/figures/", statuses="all", year_to=2023)
    assert "committed 2023 to 2024" in page(client, "/figures/", statuses="all", year_from=2023, year_to=2024)
    assert "1 of 1 violations" in page(client, "/figures/", statuses="all", type=term("abduction").pk)


def test_a_filter_that_cannot_be_read_is_left_open(monitor, agency, sign_in):
    incident(agency, monitor, children={"A": "girl"})

    html = page(sign_in(monitor), "/figures/", statuses="all", year_from="soon", actor="nobody", agency_id="mine")

    assert "1 of 1 violations" in html


def test_somebody_of_two_agencies_sees_one_at_a_time(agency, other_agency, monitor, stranger, sign_in):
    from amparo.accounts.roles import Role

    standing.members(other_agency, [(monitor, Role.MONITOR)])
    incident(other_agency, stranger, children={"A": "girl"}, acts=(("abduction", "lantern-foe"),))
    client = sign_in(monitor)

    assert "lantern-foe (invented): 1 of 1" not in page(client, "/figures/", statuses="all", agency_id=agency.pk)
    theirs = page(client, "/figures/", statuses="all", agency_id=other_agency.pk)
    assert "lantern-foe (invented): 1 of 1 violations" in theirs
    assert 'aria-current="page"' in theirs


def test_the_public_sees_the_register_with_what_does_not_add_up(client: Client):
    html = page(client, "/figures/published/")

    assert "45 short of the total" in html
    assert "the text itself leaves 10 unattributed" in html
    assert "only with AMISOM" in html
    assert "more than 4,000" in html
    assert "29,128" in html
    assert "non-governmental tally" in html


def test_the_register_can_be_narrowed(client: Client):
    html = page(client, "/figures/published/", situation="BFA", unit="child", standing="secondary")
    _head, _caption, rest = html.partition("Published figures, each as its source prints it</caption>")
    table, end, _rest = rest.partition("</table>")

    assert end
    assert "JNIM" in table
    assert "AMISOM" not in table
    assert "AMISOM" in page(client, "/figures/published/", unit="child"), "without the filter it is there"


def test_the_checks_are_public_and_name_their_parts(client: Client):
    html = page(client, "/figures/checks/")

    assert "Syrian National Army 1,094 +" in html
    assert "2012 3,159 / 2013 4,000 / 2017 8,185" in html


def test_an_empty_register_is_shown_as_such(client: Client):
    empty_register()

    assert "No figure stands in the register yet" in page(client, "/figures/published/")
    assert "Everything adds up." in page(client, "/figures/checks/")
