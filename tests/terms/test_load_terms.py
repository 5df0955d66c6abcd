"""The code lists come with the system; what people changed in them stays."""

import json
from pathlib import Path

import pytest
from django.utils.translation import override

from amparo.terms import loading, selectors
from amparo.terms.models import RoleGroup, Term, Vocabulary

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).resolve().parents[3] / "shared" / "domain" / "taxonomies.json"
LISTS = {
    "roles": Vocabulary.ROLE,
    "recruitment": Vocabulary.RECRUITMENT,
    "community_risk": Vocabulary.COMMUNITY_RISK,
    "community_protective": Vocabulary.COMMUNITY_PROTECTIVE,
    "exit": Vocabulary.EXIT,
    "return_vulnerability": Vocabulary.RETURN_VULNERABILITY,
    "services": Vocabulary.SERVICE,
    "outcomes": Vocabulary.OUTCOME,
    "actor_types": Vocabulary.ACTOR_TYPE,
}


def test_every_list_has_items_each_with_a_source_and_a_label_in_arabic() -> None:
    for vocabulary in Vocabulary:
        terms = list(Term.objects.filter(vocabulary=vocabulary))
        assert terms, vocabulary
        assert all(term.source and term.labels["ar"] for term in terms)


@pytest.mark.skipif(not SHARED.exists(), reason="the domain's code lists are not beside this checkout")
def test_the_lists_of_the_domain_are_carried_whole_in_their_own_wording_and_extended_after_it() -> None:
    given = json.loads(SHARED.read_text("utf-8"))
    for name, vocabulary in LISTS.items():
        labels = given[name]["items"]
        terms = Term.objects.filter(vocabulary=vocabulary).order_by("position")[: len(labels)]
        assert [term.label for term in terms] == labels
        assert {term.source for term in terms} == {given[name]["s"]}


def test_every_role_has_its_group_save_being_born_there() -> None:
    roles = Term.objects.filter(vocabulary=Vocabulary.ROLE)

    assert set(roles.values_list("group", flat=True)) == {"", *RoleGroup.values}
    assert [role.code for role in roles.filter(group="")] == ["child-born-into-the-group"]
    assert not Term.objects.exclude(vocabulary=Vocabulary.ROLE).exclude(group="").exists()


def test_a_role_that_was_there_before_there_were_groups_gains_its_own() -> None:
    Term.objects.filter(vocabulary=Vocabulary.ROLE).update(group="")
    Term.objects.filter(code="cook").update(version=2)

    loading.load()

    assert Term.objects.get(code="fighter").group == "combat"
    assert Term.objects.get(code="cook").group == ""


def test_the_six_grave_violations_come_first() -> None:
    assert [term.code for term in selectors.offered(Vocabulary.VIOLATION)][:7] == [
        "recruitment-and-use",
        "killing-and-maiming",
        "sexual-violence",
        "abduction",
        "attacks-on-schools-and-hospitals",
        "denial-of-humanitarian-access",
        "deprivation-of-liberty",
    ]


def test_loading_again_keeps_what_people_renamed_and_retired() -> None:
    Term.objects.filter(code="beatings").update(label="beaten", retired=True)
    Term.objects.filter(code="trafficking").delete()

    assert loading.load() == 1
    assert loading.load() == 0
    beatings = Term.objects.get(code="beatings")
    assert (beatings.label, beatings.retired) == ("beaten", True)


def test_a_label_follows_the_language_of_the_reader() -> None:
    term = Term.objects.get(vocabulary=Vocabulary.VIOLATION, code="abduction")

    with override("ar"):
        assert str(term) == "اختطاف"
    assert str(term) == "abduction"
