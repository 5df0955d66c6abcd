"""What may stand once is refused in words also where two people save it at one moment."""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction

from amparo.accounts.models import Person
from amparo.actors import services as actors
from amparo.actors.content import ActorData
from amparo.kernel.errors import Invalid, Problem
from amparo.kernel.ids import uuid7
from amparo.kernel.unique import unique_or
from amparo.monitor import migrations
from amparo.monitor.content import SourceData
from amparo.monitor.models import Mention, Source
from amparo.monitor.services import reports, sources
from amparo.terms import services as terms
from tests.monitor import making

pytestmark = pytest.mark.django_db


def refused_at(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Invalid) as caught:
        act()
    return [problem.where for problem in caught.value.problems]


def too_early(monkeypatch: pytest.MonkeyPatch, module: ModuleType, question: str) -> None:
    """Let the question before the save come too early to know of the other."""
    monkeypatch.setattr(module, question, lambda *_given: [])


@pytest.mark.both
def test_codes_that_two_give_at_one_moment_are_taken(
    monitor: Person, administrator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency = making.own_agency(monitor)
    making.source(monitor)
    making.actor()
    other = making.source(monitor, code="other")
    too_early(monkeypatch, sources, "_problems")
    too_early(monkeypatch, actors, "actor_problems")
    too_early(monkeypatch, terms, "_code_problems")
    data = SourceData(name="River", code="river-school")
    term = terms.TermData(label="Taking", source="Invented")

    assert refused_at(lambda: sources.create_source(acting=monitor, agency_id=agency, data=data)) == ["code"]
    change = lambda: sources.change_source(acting=monitor, source_id=other.pk, expected_version=1, data=data)  # noqa: E731 - named for the line
    assert refused_at(change) == ["code"]
    again = ActorData(code="river-front", name="River")
    assert refused_at(lambda: actors.create_actor(acting=monitor, data=again)) == ["code"]
    assert refused_at(
        lambda: terms.add_term(acting=administrator, vocabulary="violation", code="abduction", data=term)
    ) == ["code"]
    assert Source.objects.count() == 2


@pytest.mark.both
def test_one_report_mentions_one_child_once(monitor: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    report, incident = making.report(monitor), making.incident(monitor)
    rows = [making.mention(victim, boys=2, girls=1) for victim in incident.victims.all()]
    too_early(monkeypatch, reports, "_mention_problems")

    def attach() -> object:
        return reports.add_mentions(acting=monitor, report_id=report.pk, incident_id=incident.pk, mentions=rows)

    attach()
    assert refused_at(attach) == ["mentions"]
    assert Mention.objects.count() == 1


@pytest.mark.postgres  # SQLite takes no constraint off within the transaction of a test
def test_mentions_that_were_doubled_before_are_kept_once(monitor: Person) -> None:
    making.incident(monitor, report=making.report(monitor))
    first, double = Mention.objects.get(), Mention.objects.get()
    connection.check_constraints()
    with connection.schema_editor() as editor:
        editor.remove_constraint(Mention, Mention._meta.constraints[0])
    double.pk = uuid7()
    double.save(force_insert=True)

    (name,) = (one.name for one in iter_modules(migrations.__path__) if one.name.endswith("_mention_once"))
    clean = import_module(f"{migrations.__name__}.{name}").drop_doubles
    clean(apps, editor)
    clean(apps, editor)

    assert Mention.objects.get() == first
    with pytest.raises(DatabaseError), transaction.atomic():
        Mention.objects.update(boys=9)


@pytest.mark.both
def test_what_is_refused_for_another_reason_goes_on(monitor: Person) -> None:
    source = making.source(monitor)
    with pytest.raises(IntegrityError), transaction.atomic(), unique_or(Problem("code", "Taken.", "Choose.")):
        Source.objects.filter(pk=source.pk).update(code=None)
