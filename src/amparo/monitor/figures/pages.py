"""What the pages of figures show: tables and charts as plain values, made here, drawn by the components."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.kernel.ui.parts import Cell, Chart, Column, Table, Text
from amparo.kernel.ui.words import State, number
from amparo.monitor.figures import selectors, wording
from amparo.monitor.figures.checks import Check, Kind, Outcome
from amparo.monitor.figures.forms import RegisterForm
from amparo.monitor.figures.yearly import children_by_year
from amparo.monitor.models import PublishedFigure, Standing

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
