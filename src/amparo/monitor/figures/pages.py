"""What the pages of figures show: tables and charts as plain values, made here, drawn by the components."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amparo.accounts.models import Person
from amparo.kernel.ui.charts import Count, counts
from amparo.kernel.ui.parts import Cell, Chart, Column, Link, Table, Tally, Text
from amparo.kernel.ui.words import State, number
from amparo.monitor.figures import own, selectors, wording
from amparo.monitor.figures.checks import Check, Kind, Outcome
from amparo.monitor.figures.forms import OwnFiguresForm, RegisterForm
from amparo.monitor.figures.yearly import children_by_year
from amparo.monitor.models import PublishedFigure, Sex, Standing

STANDING_STATES: Mapping[str, State] = {
    Standing.PUBLISHED: State.KEPT,
    Standing.SECONDARY: State.WAIT,
    Standing.NGO_TALLY: State.NONE,
    Standing.UNCONFIRMED: State.TODAY,
}
OUTCOME_STATES: Mapping[Outcome, State] = {
    Outcome.ADDS_UP: State.KEPT,
    Outcome.INCOMPLETE: State.NONE,
    Outcome.UNATTRIBUTED: State.TODAY,
    Outcome.ONLY_WITH_GIVEN_APART: State.TODAY,
    Outcome.OVERLAP: State.TODAY,
    Outcome.SHORT: State.LATE,
    Outcome.OVER: State.LATE,
    Outcome.DIFFER: State.LATE,
}


# --- Own figures ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwnFiguresPage:
    """The agency's own figures under one filter."""

    form: OwnFiguresForm
    agencies: Sequence[Link]
    says: str
    tally: Sequence[Tally]
    years: Table
    verified_years: Table
    actors: Table
    sexes: Table
    chart: Chart | None
    empty: bool
    source_note: str


def own_figures_page(acting: Person, form: OwnFiguresForm, agencies: Sequence[Link]) -> OwnFiguresPage:
    """Count, and lay out what was counted."""
    chosen = form.chosen()
    figures = own.own_figures(acting, chosen)
    names = own.actor_names(figures)
    note = _source_note(form)
    return OwnFiguresPage(
        form=form,
        agencies=agencies,
        says=_("Three units that are never added: incidents, violations, children."),
        tally=_tally(figures.total),
        years=_line_table(figures.by_committed_year, _("Year committed"), _year_name, figures.total, note),
        verified_years=_verified_table(figures.by_verified_year, note),
        actors=_line_table(figures.by_actor, _("Actor"), lambda key: _actor_name(key, names), figures.total, note),
        sexes=_sex_table(figures, note),
        chart=_actor_chart(figures, names, note),
        empty=figures.total.incidents == 0,
        source_note=note,
    )


def _source_note(form: OwnFiguresForm) -> str:
    chosen = form.chosen()
    parts = {
        "agency": form.agency.name,
        "status": _("verified only") if chosen.verified_only else _("all statuses, also what is not verified"),
        "period": _period(chosen.year_from, chosen.year_to),
    }
    return _("records of %(agency)s, %(status)s, %(period)s") % parts


def _period(first: int | None, last: int | None) -> str:
    if first is None and last is None:
        return _("all years committed")
    if first == last:
        return _("committed in %(year)s") % {"year": first}
    if first is None:
        return _("committed up to %(year)s") % {"year": last}
    if last is None:
        return _("committed from %(year)s") % {"year": first}
    return _("committed %(first)s to %(last)s") % {"first": first, "last": last}


def _tally(total: own.Line) -> Sequence[Tally]:
    return (
        Tally(pgettext("unit of a figure", "Incidents"), total.incidents),
        Tally(pgettext("unit of a figure", "Violations"), total.violations),
        Tally(pgettext("unit of a figure", "Children"), total.children.total),
    )


def _year_name(key: object) -> Text:
    return _("Year not known") if key is None else str(key)


def _actor_name(key: object, names: Mapping[object, str]) -> Text:
    return _("Attributed to nobody yet") if key is None else names[key]


def _line_table(
    lines: Sequence[own.Line], head: str, name: Callable[[object], Text], total: own.Line, note: str
) -> Table:
    columns = [
        Column(head),
        Column(pgettext("unit of a figure", "Incidents"), number=True),
        Column(pgettext("unit of a figure", "Violations"), number=True),
        Column(_("Girls"), number=True),
        Column(_("Boys"), number=True),
        Column(_("Sex not known"), number=True),
        Column(pgettext("unit of a figure", "Children"), number=True),
    ]
    return Table(
        _("%(head)s: %(note)s") % {"head": head, "note": note},
        columns,
        [_cells(name(line.key), line) for line in lines],
        total=_cells(_("All, each counted once"), total),
        fold=True,
        empty=_("No record matches."),
    )


def _cells(head: Text, line: own.Line) -> list[Cell | Text]:
    children = line.children
    numbers = (line.incidents, line.violations, children.girls, children.boys, children.unknown, children.total)
    return [head, *(number(value) for value in numbers)]


def _verified_table(lines: Sequence[own.VerifiedLine], note: str) -> Table:
    columns = [
        Column(_("Year verified")),
        Column(_("Committed in that year"), number=True),
        Column(_("Committed earlier, verified late"), number=True),
        Column(_("Year committed not known"), number=True),
        Column(_("Violations verified in the year"), number=True),
    ]
    rows = [
        [str(line.year), *(number(n) for n in (line.in_year, line.late, line.year_not_known, line.total))]
        for line in lines
    ]
    caption = _("Violations by year verified: %(note)s") % {"note": note}
    return Table(caption, columns, rows, fold=True, empty=_("Nothing is verified yet."))


def _sex_table(figures: own.OwnFigures, note: str) -> Table:
    columns = [
        Column(_("Sex")),
        Column(_("Incidents that touched them"), number=True),
        Column(_("Violations against them"), number=True),
        Column(pgettext("unit of a figure", "Children"), number=True),
    ]
    names: Mapping[object, str] = {
        str(Sex.GIRL): _("Girls"),
        str(Sex.BOY): _("Boys"),
        str(Sex.UNKNOWN): _("Sex not known"),
        None: _("No child recorded"),
    }
    rows = [
        [names[line.key], *(number(n) for n in (line.incidents, line.violations, line.children.total))]
        for line in figures.by_sex
    ]
    total = figures.total
    return Table(
        _("Sex: %(note)s") % {"note": note},
        columns,
        rows,
        total=[
            _("All, each counted once"),
            *(number(n) for n in (total.incidents, total.violations, total.children.total)),
        ],
        fold=True,
    )


def _actor_chart(figures: own.OwnFigures, names: Mapping[object, str], note: str) -> Chart | None:
    lines = [line for line in figures.by_actor if line.violations]
    if not lines:
        return None
    first = lines[0]
    finding = _("%(actor)s: %(number)s of %(total)s violations") % {
        "actor": _actor_name(first.key, names),
        "number": number(first.violations),
        "total": number(figures.total.violations),
    }
    return counts(
        [Count(_actor_name(line.key, names), line.violations) for line in lines],
        finding=finding,
        subtitle=_("Violations by actor"),
        source=note,
        unit=pgettext("unit of a figure", "Violations"),
        heading=_("Actor"),
        ident="violations-by-actor",
    )


# --- Published figures ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PublishedPage:
    """The register of published figures."""

    form: RegisterForm
    chart: Chart
    table: Table
    findings: Sequence[str]
    checks_url: str


def published_page(form: RegisterForm) -> PublishedPage:
    """Lay out the chart, what the sum checks find, and the register itself."""
    figures = list(selectors.published_figures(form.chosen()))
    findings = [check for check in selectors.published_checks() if check.is_finding]
    return PublishedPage(
        form=form,
        chart=children_by_year(selectors.published_figures()),
        table=_register_table(figures),
        findings=[f"{wording.check_subject(check)}: {wording.check_finding(check)}" for check in findings],
        checks_url=reverse("monitor:figures-checks"),
    )


def _register_table(figures: Sequence[PublishedFigure]) -> Table:
    columns = [
        Column(_("Situation")),
        Column(_("Period")),
        Column(_("Unit")),
        Column(_("Party")),
        Column(_("Boys"), number=True),
        Column(_("Girls"), number=True),
        Column(_("Sex not known"), number=True),
        Column(_("Number"), number=True),
        Column(_("Standing")),
        Column(_("Source")),
    ]
    caption = _("Published figures, each as its source prints it")
    return Table(caption, columns, [_register_row(figure) for figure in figures], fold=True)


def _register_row(figure: PublishedFigure) -> list[Cell | Text]:
    sexes = (figure.boys, figure.girls, figure.unknown_sex)
    whole = not figure.party
    said = wording.amount(figure) if whole else number(figure.party_total or 0)
    return [
        wording.situation_name(figure.situation),
        Cell(wording.period_name(figure.period_start, figure.period_end), nowrap=True),
        figure.get_unit_display(),
        figure.party or _("all parties"),
        *("–" if value is None or not whole else number(value) for value in sexes),
        said,
        Cell(figure.get_standing_display(), state=STANDING_STATES[figure.standing]),
        Cell(figure.source, note=figure.note),
    ]


@dataclass(frozen=True, slots=True)
class ChecksPage:
    """Every sum check with what it found."""

    says: str
    findings: Table
    others: Table


def checks_page(checks: Sequence[Check]) -> ChecksPage:
    """Lay out the checks, those with a finding apart from the others."""
    findings = [check for check in checks if check.is_finding]
    others = [check for check in checks if not check.is_finding]
    return ChecksPage(
        says=_("%(findings)s of %(checks)s checks have something to say. They flag and never correct.")
        % {"findings": number(len(findings)), "checks": number(len(checks))},
        findings=_check_table(findings, _("What does not simply add up"), _("Everything adds up.")),
        others=_check_table(others, _("What adds up, or cannot be judged"), _("There is nothing else to check.")),
    )


def _check_table(checks: Sequence[Check], caption: str, empty: str) -> Table:
    columns = [Column(_("Figure")), Column(_("Check")), Column(_("Finding")), Column(_("Parts"))]
    rows: list[list[Cell | Text]] = [
        [
            wording.check_subject(check),
            Cell(wording.outcome_name(check.outcome), state=OUTCOME_STATES[check.outcome]),
            wording.check_finding(check),
            _parts(check),
        ]
        for check in checks
    ]
    return Table(caption, columns, rows, fold=True, empty=empty)


def _parts(check: Check) -> str:
    joiner = " / " if check.kind in {Kind.TOTALS, Kind.PERIODS} else " + "
    return joiner.join(f"{wording.part_name(part.name)} {number(part.number)}" for part in check.parts)
