"""What can be checked of the style by reading the source: views, services, selectors and the reasons of exceptions."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.rooms import ROOT

SOURCE = ROOT / "src" / "amparo"
MOST_VIEW_LINES = 20
MOST_MODULE_LINES = 400

# What a service or selector may go without `acting` for: the reason.
NO_ACTOR = {
    "accounts.selectors.has_account": "whoever holds the link of an invitation: it came to that address",
    "accounts.selectors.has_second_factor": "of somebody whom the caller has already found permitted",
    "accounts.selectors.other_administrators": "a rule of the services, never shown",
    "accounts.services.invitations.invitation_behind": "whoever holds the link: the token is the permission",
    "accounts.services.signing_in.address_mark": "nobody is signed in yet, and nothing is read",
    "accounts.services.signing_in.record_person_event": "the person did it to the own account",
    "accounts.services.signing_in.record_refused_sign_in": "nobody is signed in yet",
    "actors.selectors.with_types": "adds to rows that the caller was given",
    "audit.selectors.chain_state": "how the chain stands, which tells of nobody's work",
    "audit.selectors.events_of": "audit lies below accounts: agencies and people come from the caller's policy",
    "audit.selectors.history_of": "audit lies below accounts: of a record that the caller found permitted",
    "audit.services.rows_of": "audit lies below accounts: rows of an event that is being written",
    "audit.services.write_history": "audit lies below accounts: under an event that names the person",
    "files.attachments.selectors.alt_text_of": "of attachments that the caller was given",
    "files.attachments.selectors.custody_of": "of an attachment that the caller was given",
    "files.attachments.selectors.derived_of": "of an attachment that the caller was given",
    "files.attachments.services.stated_reason": "reads what was typed",
    "evidence.services.capture_tables": "the run names who asked, whom the selector of captures permits again",
    "evidence.services.is_quick": "a size, of a run that the caller was given",
    "evidence.services.mark_failed": "the worker does it for the run, which names who asked",
    "evidence.services.perform": "the worker does it for the run, which names who asked",
    "monitor.figures.published.selectors.figure_by_code": "the register is public",
    "monitor.figures.published.selectors.open_differences": "the register is public",
    "monitor.figures.published.selectors.revisions_of": "the register is public, with its revisions",
    "monitor.figures.published.selectors.set_aside": "the register is public, with its revisions",
    "monitor.figures.selectors.published_checks": "the register is public",
    "monitor.figures.selectors.published_figures": "the register is public",
    "monitor.figures.selectors.situations": "the register is public",
    "monitor.imports.selectors.problems_of": "of an import that the caller was given",
    "monitor.imports.selectors.reports_of": "of an import that the caller was given",
    "monitor.selectors.incidents.associations_of": "of an incident that the caller was given",
    "monitor.selectors.incidents.children_of": "of a violation that the caller was given",
    "monitor.selectors.likeness.links_of": "of an incident that the caller was given",
    "monitor.selectors.incidents.mentions_about": "of an incident that the caller was given",
    "monitor.selectors.incidents.recorders_of": "of an incident that the caller was given",
    "monitor.selectors.incidents.snapshot_of": "of an incident that the caller was given",
    "monitor.selectors.incidents.steps_of": "of an incident that the caller was given",
    "monitor.selectors.incidents.victims_of": "of an incident that the caller was given",
    "monitor.selectors.incidents.violation_of": "of an incident that the caller was given",
    "monitor.selectors.incidents.violations_of": "of an incident that the caller was given",
    "monitor.selectors.keysets.cursor_at": "reads an address",
    "monitor.selectors.keysets.cut": "cuts rows that the caller was given",
    "monitor.selectors.keysets.place_of": "of a row that the caller was given",
    "monitor.selectors.lists.bounded_count": "counts rows that the caller was given",
    "monitor.selectors.lists.rows_of": "adds to incidents that the caller was given",
    "monitor.selectors.protected.assessments_of": "of a source or report that the caller was given",
    "monitor.selectors.protected.readings_of": "of details that the caller was given",
    "monitor.selectors.protected.report_assessments": "of reports that the caller was given",
    "monitor.selectors.protected.source_assessments": "of sources that the caller was given",
    "monitor.selectors.narrowing.overdue": "a condition, on rows that the caller narrows",
    "monitor.selectors.narrowing.overdue_before": "a moment",
    "monitor.selectors.timelines.stretch_of": "cuts rows that the caller was given",
    "monitor.selectors.reports.mentions_of": "of a report that the caller was given",
    "monitor.selectors.sources.reports_given": "of sources that the caller was given",
    "monitor.services.incidents.refuse_unless_open": "a rule about an incident that the caller was given",
    "monitor.services.verification.levels_above": "a rule about an incident that the caller was given",
    "monitor.services.verification.lateness": "a rule about an incident that the caller was given",
    "places.selectors.area_by_code": "places are public reference data",
    "places.selectors.area_name": "places are public reference data",
    "places.selectors.areas_by_code": "places are public reference data",
    "places.selectors.countries": "places are public reference data",
    "places.selectors.finer_outlines_within": "places are public reference data",
    "places.selectors.finer_parts_of": "places are public reference data",
    "places.selectors.former_states": "places are public reference data",
    "places.selectors.outline_of": "places are public reference data",
    "places.selectors.outlines_within": "places are public reference data",
    "places.selectors.parts_of": "places are public reference data",
    "places.selectors.parts_within": "places are public reference data",
    "places.selectors.predecessors_of": "places are public reference data",
    "places.selectors.successors_of": "places are public reference data",
    "terms.selectors.term_by_code": "the words of the code lists are public reference data",
    "terms.selectors.offered": "the words of the code lists are public reference data",
    "terms.services.term_data": "one version of an item that the caller was given",
}

# Where a row is taken by its id outside the selectors, and how often: the reason.
BY_ID = {
    "accounts.services.memberships": "locks the agency, which the caller found permitted",
    "evidence.services": "the worker takes up the run that it was told of",
    "monitor.imports.running": "the worker takes up the import that it was told of",
}


def modules(kind: str) -> list[Path]:
    """Return the modules of one part of every room: `kind.py`, or all in folders called `kind`."""
    return sorted({*SOURCE.rglob(f"{kind}.py"), *(p for d in SOURCE.rglob(kind) for p in d.glob("*.py"))})


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts)


def functions(kind: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield the dotted name and tree of every public function of one part of every room."""
    for path in modules(kind):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"{dotted(path)}.{node.name}", node


def body_lines(node: ast.FunctionDef) -> int:
    """Return how many lines a function has after its docstring."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


def takes_actor(node: ast.FunctionDef) -> bool:
    first = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs][:1]
    return [argument.arg for argument in first] == ["acting"]


VIEWS = [(n, f) for n, f in functions("views") if f.args.args and f.args.args[0].arg == "request"]
SERVICES = list(functions("services"))
SELECTORS = list(functions("selectors"))


@pytest.mark.parametrize("view", [f for _, f in VIEWS], ids=[n for n, _ in VIEWS])
def test_a_view_parses_calls_and_draws_in_twenty_lines(view: ast.FunctionDef) -> None:
    assert body_lines(view) <= MOST_VIEW_LINES


@pytest.mark.parametrize(("name", "function"), SERVICES, ids=[n for n, _ in SERVICES])
def test_a_service_is_keyword_only_and_names_who_acts_first(name: str, function: ast.FunctionDef) -> None:
    if name in NO_ACTOR:
        return
    assert not function.args.args, "a service takes keywords only"
    assert takes_actor(function)


@pytest.mark.parametrize(("name", "function"), SELECTORS, ids=[n for n, _ in SELECTORS])
def test_a_selector_takes_who_acts_first(name: str, function: ast.FunctionDef) -> None:
    assert takes_actor(function) or name in NO_ACTOR


def test_every_exception_is_still_needed() -> None:
    needless = {n for n, f in [*SERVICES, *SELECTORS] if n in NO_ACTOR and takes_actor(f) and not f.args.args}
    unknown = NO_ACTOR.keys() - {n for n, _ in [*SERVICES, *SELECTORS]}
    assert (needless, unknown) == (set(), set())


def by_id(text: str) -> list[str]:
    """Return every place in a source that takes a row by its id and asks nobody."""
    return re.findall(r"objects(?:\.\w+\([^()]*\))*\.get\(\s*(?:pk|id)=", text)


def test_only_selectors_take_a_row_by_its_id() -> None:
    skipped = {"migrations", "selectors"}
    found = {
        dotted(path)
        for path in SOURCE.rglob("*.py")
        if not skipped & {*path.parts, path.stem} and by_id(path.read_text("utf-8"))
    }
    assert found == BY_ID.keys()


def test_taking_a_row_by_its_id_is_recognised() -> None:
    assert by_id("Case.objects.get(pk=1)")
    assert by_id("Case.objects.select_for_update().get(id=case_id)")
    assert not by_id("Term.objects.get(vocabulary=name, code=code)")


REASON = re.compile(r"# (?:noqa: [A-Z0-9, ]+|type: ignore\[[\w, -]+\])(?P<rest>.*)$")


def without_reason(line: str) -> bool:
    """Say whether a line silences a check and gives no reason on the line."""
    found = REASON.search(line)
    silences = "# noqa" in line or "# type: ignore" in line
    return silences and (found is None or not re.search(r"\w\w", found["rest"]))


def test_whoever_silences_a_check_says_why_on_the_line() -> None:
    here = Path(__file__)
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("src", "estimation", "scripts", "tests", "bench")
        for path in (ROOT / folder).rglob("*.py")
        if path != here and "migrations" not in path.parts
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if without_reason(line)
    ]
    assert found == []


@pytest.mark.parametrize("line", ["x = 1  # noqa", "x = 1  # noqa: S608", "x = 1  # type: ignore[arg-type]"])
def test_a_silenced_check_without_reason_is_recognised(line: str) -> None:
    assert without_reason(line)
    assert not without_reason(f"{line.removesuffix('# noqa')}{'# noqa: S1' if line.endswith('noqa') else ''} - ours")


def public(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node


def test_every_module_class_and_public_function_has_a_docstring() -> None:
    missing = []
    for path in SOURCE.rglob("*.py"):
        text = path.read_text("utf-8")
        if "migrations" in path.parts or not text.strip():
            continue
        tree = ast.parse(text)
        nodes = [tree, *public(tree)]
        missing += [f"{dotted(path)}: {getattr(n, 'name', '')}" for n in nodes if not ast.get_docstring(n)]
    assert missing == []


def test_modules_stay_small() -> None:
    written = [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]
    assert {dotted(p) for p in written if len(p.read_text("utf-8").splitlines()) > MOST_MODULE_LINES} == set()


def test_the_parts_of_the_rooms_were_found() -> None:
    assert len(VIEWS) > 30
    assert len(SERVICES) > 20
    assert len(SELECTORS) > 40
