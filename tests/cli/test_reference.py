"""`amparo places load` and `amparo terms load` add what is missing, and say how much."""

import json

import pytest
from click.testing import CliRunner

from amparo.cli.reference import places, terms
from amparo.places.models import Area
from amparo.terms.models import Term

pytestmark = pytest.mark.django_db


def test_places_that_are_missing_come_back() -> None:
    Area.objects.filter(code="CO-ANT").delete()

    result = CliRunner().invoke(places, ["load", "--json"])

    assert json.loads(result.output) == {"added": 1, "corrected": 0, "total": Area.objects.count()}


def test_terms_that_are_missing_come_back() -> None:
    Term.objects.filter(code="beatings").delete()

    first, second = CliRunner().invoke(terms, ["load"]), CliRunner().invoke(terms, ["load"])

    assert first.output.startswith("1 added")
    assert second.output.startswith("0 added")
