"""Keeping the register of published figures: what stood before stays readable, and nothing is undone in silence."""

import csv
import datetime
import io
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from amparo.accounts.models import Person
from amparo.audit import append_only
from amparo.audit.models import AuditEvent
from amparo.kernel.errors import Conflict, Invalid, NotFound, Stale
from amparo.kernel.ids import uuid7
from amparo.monitor.figures.published import services
from amparo.monitor.figures.published.content import FigureData, Grounds, stored_data
from amparo.monitor.figures.register import REGISTER_FILE, load_published_figures
from amparo.monitor.figures.selectors import published_checks
from amparo.monitor.models import FigureRevision, PublishedFigure
from tests.monitor.making import SignIn

pytestmark = pytest.mark.django_db
CODE = "wld-2020-child"
WHY = Grounds("The report of 2022 corrects it.", "A/76/871, paragraph 4")


def figure(code: str = CODE) -> PublishedFigure:
    return PublishedFigure.objects.get(code=code)


def other(data: FigureData, **facts: object) -> FigureData:
    return replace(data, **facts)  # type: ignore[arg-type]  # each test says which


def correct(person: Person, code: str = CODE, **facts: object) -> PublishedFigure:
    found = figure(code)
    return services.correct_figure(
        acting=person,
        code=code,
        expected_version=found.version,
        data=other(stored_data(found), **facts),
        grounds=WHY,
    )


def settle(person: Person, version: int, *, take: bool) -> PublishedFigure:
    said = FigureRevision.objects.filter(figure=figure()).order_by("-id")[0]
    return services.settle_difference(
        acting=person, code=CODE, expected_version=version, said_id=said.pk, take=take, grounds=WHY
    )


def file_saying(tmp_path, total: int):
    """The register's file with another number for `CODE`."""
    text = REGISTER_FILE.read_text(encoding="utf-8")
    path = tmp_path / f"register-{total}.csv"
    path.write_text(text.replace("child,exact,,,,8521", f"child,exact,,,,{total}"), encoding="utf-8")
    return path


def sent(found: PublishedFigure, **facts: object) -> dict[str, object]:
    """What a browser sends of the form of a figure."""
    data = {name: "" if value is None else value for name, value in vars(stored_data(found)).items()}
    data.pop("given_apart")
    return {**data, "version": found.version, "reason": WHY.reason, "reference": WHY.reference, **facts} | {
        "submission": uuid7()
    }


@pytest.mark.both
def test_a_correction_keeps_what_stood_before_with_who_why_and_where(coordinator: Person) -> None:
    correct(coordinator, total=8600)

    first, second = FigureRevision.objects.filter(figure=figure()).order_by("id")
    assert (figure().total, figure().version) == (8600, 2)
    assert (first.origin, first.before, first.after["total"], first.number) == ("file", None, 8521, 1)
    assert (second.origin, second.before["total"], second.after["total"], second.number) == ("person", 8521, 8600, 2)
    assert (second.made_by, second.reason, second.reference) == (coordinator, WHY.reason, WHY.reference)
    event = AuditEvent.objects.get(action="figure.corrected")
    assert (event.changes, event.detail["code"]) == ({"total": (8521, 8600)}, CODE)


@pytest.mark.both
def test_no_revision_is_ever_changed(coordinator: Person) -> None:
    correct(coordinator, total=8600)
    for write in (lambda rows: rows.update(reason="Otherwise."), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            write(FigureRevision.objects.filter(figure=figure()))


def test_the_sum_checks_take_what_stands_now(analyst: Person) -> None:
    short = next(check for check in published_checks() if (check.situation, check.outcome) == ("SYR", "short"))
    code = next(one for one in short.codes if figure(one).party)
    correct(analyst, code, party_total=(figure(code).party_total or 0) + 45)

    assert "short" not in {check.outcome for check in published_checks() if check.situation == "SYR"}


@pytest.mark.parametrize("role", ["monitor", "verifier", "stranger", "administrator"])
def test_others_neither_add_correct_nor_decide(role: str, request: pytest.FixtureRequest) -> None:
    person = request.getfixturevalue(role)
    data = stored_data(figure())
    for act in (
        lambda: services.add_figure(acting=person, data=other(data, source="Another text"), grounds=WHY),
        lambda: services.correct_figure(acting=person, code=CODE, expected_version=1, data=data, grounds=WHY),
        lambda: settle(person, 1, take=True),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_stale_correction_is_refused_with_both_values(coordinator: Person, analyst: Person) -> None:
    seen = figure()
    correct(analyst, total=8600)

    with pytest.raises(Stale) as refused:
        services.correct_figure(
            acting=coordinator, code=CODE, expected_version=seen.version, data=other(stored_data(seen)), grounds=WHY
        )
    assert (refused.value.theirs, refused.value.yours) == ({"total": 8600}, {"total": 8521})


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({"situation": "ZZZ"}, "situation"),
        ({"unit": "village"}, "unit"),
        ({"period_end": "2019-12-31"}, "period_end"),
        ({"period_start": "2999-01-01", "period_end": "2999-12-31"}, "period_start"),
        ({"period_start": "1600-01-01"}, "period_start"),
        ({"boys": 10**9}, "boys"),
        ({"party": "River Front"}, "party_total"),
        ({"source": " "}, "source"),
        ({"note": "x" * 501}, "note"),
        ({}, "total"),
        ({"situation": "WLD", "period_start": "2013-01-01", "period_end": "2013-12-31",
          "source": "press on the Secretary-General's annual report"}, "source"),
    ],
)  # fmt: skip
def test_a_figure_that_cannot_be_is_refused_and_nothing_is_kept(
    facts: dict[str, object], where: str, coordinator: Person
) -> None:
    days = {name: datetime.date.fromisoformat(str(facts[name])) for name in facts if name.startswith("period_")}
    with pytest.raises(Invalid) as refused:
        correct(coordinator, **{**facts, **days})

    assert [problem.where for problem in refused.value.problems] == [where]
    assert FigureRevision.objects.filter(figure=figure()).count() == 1


def test_without_reason_and_source_nothing_is_corrected(coordinator: Person) -> None:
    with pytest.raises(Invalid) as refused:
        services.correct_figure(
            acting=coordinator,
            code=CODE,
            expected_version=1,
            data=other(stored_data(figure()), total=1),
            grounds=Grounds(" ", "x" * 501),
        )
    assert [problem.where for problem in refused.value.problems] == ["reason", "reference"]


@pytest.mark.both
def test_a_figure_is_added_once_under_a_code_of_its_own(coordinator: Person) -> None:
    data = other(stored_data(figure()), source="Another text", total=8600)
    record_id = uuid7()
    made = [services.add_figure(acting=coordinator, data=data, grounds=WHY, record_id=record_id) for _n in range(2)]

    assert made[0] == made[1]
    assert (made[0].code, made[0].version) == (f"{CODE}-2", 1)
    assert [row.origin for row in made[0].revisions.all()] == ["person"]
    months = other(data, period_end=data.period_end.replace(month=6, day=30))
    assert services.add_figure(acting=coordinator, data=months, grounds=WHY).code.startswith("wld-2020-01-01-2020-06")


# --- Loading the file again ----------------------------------------------------------------------------------------


@pytest.mark.both
def test_a_changed_file_makes_a_revision_and_a_repeated_load_none(tmp_path) -> None:
    path = file_saying(tmp_path, 8522)
    first, second = (load_published_figures(acting=None, path=path) for _n in range(2))

    assert (first.changed, second.changed, second.unchanged) == (1, 0, 48)
    assert [(row.number, row.after["total"]) for row in figure().revisions.order_by("id")] == [(1, 8521), (2, 8522)]


@pytest.mark.both
def test_loading_again_never_undoes_a_correction(coordinator: Person, tmp_path) -> None:
    correct(coordinator, total=8600)
    assert load_published_figures(acting=None).set_aside == 0

    path = file_saying(tmp_path, 8522)
    first, second = (load_published_figures(acting=None, path=path) for _n in range(2))

    assert (first.set_aside, second.set_aside, second.unchanged) == (1, 0, 48)
    assert figure().total == 8600
    kept = figure().revisions.order_by("-id")[0]
    assert (kept.applied, kept.before["total"], kept.after["total"]) == (False, 8600, 8522)
    assert AuditEvent.objects.filter(action="figures.loaded").order_by("-at")[0].detail["set_aside"] == [CODE]


@pytest.mark.parametrize(
    ("take", "total", "event"), [(True, 8522, "file_taken_over"), (False, 8600, "correction_kept")]
)
def test_a_person_decides_what_is_to_stand(
    take: bool, total: int, event: str, coordinator: Person, analyst: Person, tmp_path
) -> None:
    correct(coordinator, total=8600)
    load_published_figures(acting=None, path=file_saying(tmp_path, 8522))

    settle(analyst, 2, take=take)

    assert figure().total == total
    assert AuditEvent.objects.filter(action=f"figure.{event}").count() == 1
    assert load_published_figures(acting=None, path=file_saying(tmp_path, 8522)).set_aside == 0
    with pytest.raises(Conflict):
        settle(analyst, 3, take=take)


def test_a_file_that_comes_to_say_what_a_person_said_is_followed_from_then_on(coordinator: Person, tmp_path) -> None:
    correct(coordinator, total=8600)
    load_published_figures(acting=None, path=file_saying(tmp_path, 8600))
    done = load_published_figures(acting=None, path=file_saying(tmp_path, 8700))

    assert (done.changed, done.set_aside, figure().total) == (1, 0, 8700)


def test_what_a_person_added_before_the_file_had_it_is_not_taken_twice(coordinator: Person, tmp_path) -> None:
    data = other(stored_data(figure()), source="The annual report of 2021", total=8600)
    services.add_figure(acting=coordinator, data=data, grounds=WHY)
    text = REGISTER_FILE.read_text(encoding="utf-8")
    path = tmp_path / "register.csv"
    row = (
        "wld-2020-child-report,WLD,2020-01-01,2020-12-31,child,exact,,,,8611,,,,,The annual report of 2021,,published\n"
    )
    path.write_text(text + row, encoding="utf-8")

    done = load_published_figures(acting=None, path=path)

    assert (done.added, done.set_aside) == (0, 1)
    assert figure(f"{CODE}-2").total == 8600


def test_figures_of_before_there_were_revisions_get_their_first(tmp_path) -> None:
    with append_only.suspended("default"):
        FigureRevision.objects.all().delete()

    assert load_published_figures(acting=None, path=file_saying(tmp_path, 8522)).changed == 1
    assert [row.after["total"] for row in figure().revisions.order_by("id")] == [8521, 8522]


# --- Pages ---------------------------------------------------------------------------------------------------------


def test_everybody_reads_the_revisions_and_only_keepers_the_names(coordinator: Person, client, sign_in: SignIn) -> None:
    correct(coordinator, total=8600, standing="secondary")
    address = reverse("monitor:figure-detail", args=[CODE])

    public, keeper = client.get(address).content.decode(), sign_in(coordinator).get(address).content.decode()

    for words in ("8,600", "8,521", "total: 8,521, now 8,600", WHY.reason, WHY.reference, "revision 2", "stood before"):
        assert words in public
    assert coordinator.name not in public
    assert coordinator.name in keeper
    assert "Correct</a>" in keeper
    assert "Correct</a>" not in public
    listed = client.get(reverse("monitor:figures-published")).content.decode()
    assert "revised on" in listed
    assert client.get(reverse("monitor:figure-detail", args=["no-such-figure"])).status_code == 404


def test_on_the_pages_a_figure_is_added_and_corrected(coordinator: Person, analyst: Person, sign_in: SignIn) -> None:
    client, seen = sign_in(coordinator), figure()
    new = sent(seen, source="Another text")
    assert client.post(reverse("monitor:figure-new"), new).url == reverse("monitor:figure-detail", args=[f"{CODE}-2"])
    assert client.post(reverse("monitor:figure-new"), {**new, "source": "", "submission": uuid7()}).status_code == 422

    address = reverse("monitor:figure-correct", args=[CODE])
    assert client.get(address).context["content"].form["total"].value() == 8521
    assert client.post(address, sent(seen, total=8521)).status_code == 422
    assert client.post(address, sent(seen, total=8600)).status_code == 302
    late = sign_in(analyst).post(address, sent(seen, total=8700))
    assert (late.status_code, "Someone else corrected this figure" in late.content.decode()) == (409, True)
    assert figure().total == 8600


def test_on_the_pages_a_difference_to_the_file_is_decided(coordinator: Person, sign_in: SignIn, tmp_path) -> None:
    correct(coordinator, total=8600)
    load_published_figures(acting=None, path=file_saying(tmp_path, 8522))
    client, address = sign_in(coordinator), reverse("monitor:figure-settle", args=[CODE])

    assert address in client.get(reverse("monitor:figure-detail", args=[CODE])).content.decode()
    assert CODE in client.get(reverse("monitor:figures-published")).content.decode()
    assert client.get(address).context["content"].comparison.rows == [("total", "8,600", "8,522")]
    said = FigureRevision.objects.filter(figure=figure()).order_by("-id")[0].pk
    answer = {"said": said, "stands": "file", "reason": WHY.reason, "reference": WHY.reference, "version": 1}
    assert client.post(address, {**answer, "reason": ""}).status_code == 422
    assert client.post(address, {**answer, "said": uuid7(), "version": 2}).status_code == 422
    assert client.post(address, answer).status_code == 409
    assert client.post(address, {**answer, "version": 2}).status_code == 302
    assert figure().total == 8522
    assert client.get(address).status_code == 409


def test_the_table_and_the_api_say_since_when_a_number_stands(coordinator: Person, client) -> None:
    correct(coordinator, total=8600, note="=1+1")

    table = client.get(reverse("monitor:figures-export"), {"situation": "WLD", "unit": "child"})
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(table.content.decode("utf-8-sig")))}
    shown = {row["code"]: row for row in client.get("/api/published-figures", {"situation": "WLD"}).json()}

    day = figure().updated_at.date().isoformat()
    kept = (rows[CODE]["total"], rows[CODE]["revision"], rows[CODE]["revised_on"], rows[CODE]["note"])
    assert kept == ("8600", "2", day, "'=1+1")
    assert (shown[CODE]["total"], shown[CODE]["revision"], shown[CODE]["revised_at"][:10]) == (8600, 2, day)


def test_of_two_who_add_the_same_at_one_moment_one_is_told(
    coordinator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "figure_problems", lambda *_stated: [])

    with pytest.raises(Conflict, match="at the same moment"):
        services.add_figure(acting=coordinator, data=stored_data(figure()), grounds=WHY)
    assert FigureRevision.objects.count() == PublishedFigure.objects.count()


def test_a_figure_that_is_not_there_is_not_found(coordinator: Person) -> None:
    with pytest.raises(NotFound):
        services.correct_figure(
            acting=coordinator, code="no-such", expected_version=1, data=stored_data(figure()), grounds=WHY
        )
