"""Definitions are data: another document is recorded with its rules, and says who is within its meaning on a day."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from amparo.accounts.models import Person
from amparo.actors.lists import loading, selectors, services, stating
from amparo.actors.lists.content import DefinitionData, RuleData
from amparo.actors.lists.models import Definition, DesignationList
from amparo.actors.merging.services import merge_actor, undo_merge
from amparo.actors.models import Actor
from amparo.audit.selectors import history_of
from amparo.kernel import clock
from amparo.kernel.errors import Invalid, NotFound, Stale
from amparo.terms.models import Term
from tests.actors.lists import making

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 9, 2)


def given(*rules: RuleData, **facts: Any) -> DefinitionData:
    stated: dict[str, Any] = {
        "code": "law",
        "what": "terrorist group",
        "name": "the law of Marenda",
        "text": "Whom it names.",
        "source": "Law 7 of 2015 of Marenda (invented)",
        "rules": rules or (RuleData("marked"),),
    }
    return DefinitionData(**stated | facts)


def problems(monitor: Person, *rules: RuleData, **facts: Any) -> set[str]:
    with pytest.raises(Invalid) as caught:
        services.record_definition(acting=monitor, data=given(*rules, **facts))
    return {problem.where for problem in caught.value.problems}


def a_list(code: str) -> DesignationList:
    return DesignationList.objects.get(code=code)


def test_the_definition_of_the_unodc_strategy_comes_with_the_system() -> None:
    definition = Definition.objects.get(code="unodc-strategy")

    assert [(one.kind, one.reference) for one in definition.rules.all()] == [
        ("list", ""), ("list", ""), ("reference", "SOe.001"), ("marked", ""),
    ]  # fmt: skip
    assert definition.source
    assert loading.load() == 0


def test_another_definition_says_within_the_meaning_of_what(monitor: Person) -> None:
    making.brought(making.document(making.groups()))
    korea, taliban = a_list("un-dprk"), a_list("un-taliban")
    definition = services.record_definition(
        acting=monitor,
        data=given(RuleData("list", taliban.pk), RuleData("reference", korea.pk, "KPe.903"), valid_from=DAY),
    )

    assert str(definition) == "terrorist group within the meaning of the law of Marenda"
    names = [str(actor) for actor in selectors.actors_within(monitor, definition, DAY)]
    assert names == ["HARBOUR SHIPPING COMPANY", "RIVER TRUST"]
    assert not selectors.actors_within(monitor, definition, DAY - datetime.timedelta(days=1))
    river = Actor.objects.get(code="tae-902")
    assert [one.holds for one in selectors.meanings_of(monitor, river, DAY)] == [True, True]
    assert [one.holds for one in selectors.meanings_of(monitor, river, datetime.date(2020, 1, 1))] == [True, False]


def test_a_changed_rule_changes_types_and_is_kept_in_the_history(monitor: Person) -> None:
    making.brought(making.document(making.groups()))
    ship = Actor.objects.get(code="kpe-903")
    criminal = Term.objects.get(code="organised-criminal-group")
    rule = RuleData("list", a_list("un-dprk").pk, "", criminal.pk)
    definition = services.record_definition(acting=monitor, data=given(rule))
    assert ship.types.get().term == criminal

    data = replace(stating.definition_data(definition), rules=(RuleData("marked"),))
    services.change_definition(acting=monitor, definition_id=definition.pk, expected_version=1, data=data)

    assert not ship.types.exists()
    assert [one.version for one in history_of("definition", definition.pk)] == [2, 1]
    same = services.change_definition(acting=monitor, definition_id=definition.pk, expected_version=2, data=data)
    assert same.version == 2


def test_a_stale_change_shows_both_rules(monitor: Person) -> None:
    definition = services.record_definition(acting=monitor, data=given())
    services.change_definition(
        acting=monitor, definition_id=definition.pk, expected_version=1, data=given(text="Other.")
    )
    term = Term.objects.get(code="armed-group")
    mine = given(RuleData("list", a_list("un-taliban").pk, "", term.pk), RuleData("marked"))

    with pytest.raises(Stale) as caught:
        services.change_definition(acting=monitor, definition_id=definition.pk, expected_version=1, data=mine)

    assert caught.value.theirs.keys() == {"text", "rules"}
    assert str(caught.value.yours["rules"]).startswith("everything on: Taliban list (armed group); Every list")


def test_what_cannot_be_is_refused_at_its_field(monitor: Person, verifier: Person) -> None:
    taliban = a_list("un-taliban").pk
    stranger = Definition.objects.get().pk
    for rules, facts, where in (
        ((), {"code": "unodc-strategy"}, {"code"}),
        ((), {"what": ""}, {"what"}),
        ((), {"text": "x" * 2001}, {"text"}),
        ((), {"valid_from": DAY, "valid_to": datetime.date(2020, 1, 1)}, {"valid_to"}),
        ((), {"rules": ()}, {"rules"}),
        (tuple(RuleData("marked") for _ in range(21)), {}, {"rules"}),
        ((RuleData("other"),), {}, {"rules-0-kind"}),
        ((RuleData("marked"), RuleData("list")), {}, {"rules-1-listing"}),
        ((RuleData("reference", taliban),), {}, {"rules-0-reference"}),
        ((RuleData("reference", taliban, "x" * 61),), {}, {"rules-0-reference"}),
        ((RuleData("marked", None, "", stranger),), {}, {"rules-0-term"}),
    ):
        assert problems(monitor, *rules, **facts) == where, (rules, facts)
    with pytest.raises(NotFound):
        services.record_definition(acting=verifier, data=given())
    with pytest.raises(NotFound):
        services.change_definition(acting=verifier, definition_id=stranger, expected_version=1, data=given())


def test_what_a_merged_record_was_designated_counts_for_the_one_it_counts_as(monitor: Person) -> None:
    one, into = (Actor.objects.create(code=code, name=code) for code in ("dawn-column", "column-of-dawn"))
    listed = making.designation(monitor, actor_id=one.pk)
    definition = Definition.objects.get(code="unodc-strategy")
    day = clock.today()

    merge_actor(acting=monitor, actor_id=one.pk, into_id=into.pk, reason="One group, two spellings.")

    assert selectors.designations_of(monitor, into) == [listed]
    assert selectors.within_meaning(monitor, definition, into).reasons == (listed,)
    assert into in selectors.actors_within(monitor, definition, day)
    assert one not in selectors.actors_within(monitor, definition, day)
    assert selectors.reasons_for(monitor, definition, day, [into]) == {into.pk: [listed]}

    undo_merge(acting=monitor, actor_id=one.pk)

    assert selectors.designations_of(monitor, into) == []
    assert list(selectors.actors_within(monitor, definition, day)) == [Actor.objects.get(pk=one.pk)]
