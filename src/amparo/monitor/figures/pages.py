"""What the pages of figures show: tables and charts as plain values, made here, drawn by the components."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.kernel import clock
from amparo.kernel.ui.parts import Cell, Chart, Column, Link, Table, Text
from amparo.kernel.ui.words import State, number
from amparo.monitor import policies
from amparo.monitor.figures import selectors, wording
from amparo.monitor.figures.checks import Check, Kind, Outcome
from amparo.monitor.figures.forms import RegisterForm
from amparo.monitor.figures.published.selectors import open_differences
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
    export_url: str
    new_url: str
    open_differences: Sequence[Link]


def published_page(acting: Person | None, form: RegisterForm) -> PublishedPage:
    """Lay out the chart, what the sum checks find, and the register itself.

    Those who keep the register see where to add, and of which figures the file says otherwise.
    """
    figures = list(selectors.published_figures(form.chosen()))
    keeps = policies.may_keep_register(acting)
    findings = [check for check in selectors.published_checks() if check.is_finding]
    return PublishedPage(
        form=form,
        chart=children_by_year(selectors.published_figures()),
        table=_register_table(figures),
        findings=[f"{wording.check_subject(check)}: {wording.check_finding(check)}" for check in findings],
        checks_url=reverse("monitor:figures-checks"),
        export_url=reverse("monitor:figures-export") + _query(form),
        new_url=reverse("monitor:figure-new") if keeps else "",
        open_differences=[Link(code, figure_url(code)) for code in open_differences()] if keeps else (),
    )


def figure_url(code: str) -> str:
    """Return the address of a figure's page."""
    return reverse("monitor:figure-detail", args=[code])


def _query(form: RegisterForm) -> str:
    held = {name: value for name, value in asdict(form.chosen()).items() if value}
    return f"?{urlencode(held)}" if held else ""


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
    none = _("No figure fits these filters.")
    return Table(caption, columns, [_register_row(figure) for figure in figures], fold=True, empty=none)


def _register_row(figure: PublishedFigure) -> list[Cell | Text]:
    sexes = (figure.boys, figure.girls, figure.unknown_sex)
    whole = not figure.party
    said = wording.amount(figure) if whole else number(figure.party_total or 0)
    return [
        Cell(wording.situation_name(figure.situation), href=figure_url(figure.code)),
        Cell(wording.period_name(figure.period_start, figure.period_end), nowrap=True),
        figure.get_unit_display(),
        figure.party or _("all parties"),
        *("–" if value is None or not whole else number(value) for value in sexes),
        Cell(said, note=_revised(figure)),
        Cell(figure.get_standing_display(), state=STANDING_STATES[figure.standing]),
        Cell(figure.source, note=figure.note),
    ]


def _revised(figure: PublishedFigure) -> str:
    """Return since when the number stands so, where it ever was another."""
    return _("revised on %(day)s") % {"day": date_format(clock.day_of(figure.updated_at))} if figure.version > 1 else ""


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
