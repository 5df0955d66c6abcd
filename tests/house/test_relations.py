"""Relations between tables obey the layers too: a foreign key named by a string hides from the import contract."""

import pytest
from django.apps import apps
from django.db.models import Field

from tests.house.rooms import floors

FLOORS = floors()
OURS = [m for m in apps.get_models(include_auto_created=True) if m._meta.app_label in FLOORS]
RELATIONS = [
    (model, field)
    for model in OURS
    for field in [*model._meta.fields, *model._meta.many_to_many]
    if isinstance(field, Field) and field.is_relation and field.related_model is not None
]


@pytest.mark.parametrize(("model", "field"), RELATIONS, ids=[f"{m._meta.label}.{f.name}" for m, f in RELATIONS])
def test_a_table_refers_only_to_its_own_room_or_a_lower_one(model, field):
    there = field.related_model._meta.app_label
    here = model._meta.app_label
    if there not in FLOORS:  # a table of a library
        return
    assert there == here or FLOORS[there] < FLOORS[here]


def test_audit_refers_to_nobody():
    assert [f for m, f in RELATIONS if m._meta.app_label == "audit"] == []


def test_no_score_rank_or_prediction_attaches_to_a_child():
    """Safety rule 1: risk is of places only. Everything that stands for a child is looked through."""
    forbidden = ("score", "rank", "risk", "predict", "probab", "likelihood", "danger", "threat")
    about_children = [m for m in OURS if m.__name__ in {"Victim", "Mention", "Child", "Case", "AssociationEpisode"}]
    assert about_children, "the tables that stand for children were renamed: name them here"
    for model in about_children:
        related = {f.related_model for f in model._meta.get_fields() if f.is_relation and f.related_model}
        names = [f.name for f in model._meta.get_fields()] + [m.__name__.lower() for m in related if m != "self"]
        assert [n for n in names if any(word in n for word in forbidden)] == []


def test_the_relations_were_found():
    assert len(RELATIONS) > 20
