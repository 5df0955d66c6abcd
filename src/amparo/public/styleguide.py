"""What the style page shows: one invented sample of every component, made anew for each request's language."""

from dataclasses import dataclass

from django import forms
from django.core.paginator import Page, Paginator
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.kernel.ui import charts
from amparo.kernel.ui.charts import Count, Interval, Pattern, Qualifier, Standing, Year
from amparo.kernel.ui.parts import Cell, Chart, Column, Duty, Event, Fact, Link, Table, Tally
from amparo.kernel.ui.words import State
from amparo.public.sample_maps import sample_maps


class SampleForm(forms.Form):
    """One field of every kind."""

    when = forms.CharField(
        label=gettext_lazy("Date, as far as known"),
        help_text=gettext_lazy("A day, a month, a year: 2026-05-17, 2026-05, 2026"),
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Place"), choices=[("XM01", "North Belhar"), ("XM02", "Sira Valley")], required=False
    )
    boys = forms.IntegerField(label=gettext_lazy("Boys"), min_value=0, required=False)
    heard = forms.ChoiceField(
        label=gettext_lazy("How the report arrived"),
        choices=[("spoken", gettext_lazy("Spoken")), ("written", gettext_lazy("Written"))],
        widget=forms.RadioSelect,
    )
    units = forms.MultipleChoiceField(
        label=gettext_lazy("Units to show"),
        choices=[("incident", gettext_lazy("Incidents")), ("child", gettext_lazy("Children"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label=gettext_lazy("What was reported"), widget=forms.Textarea(attrs={"rows": 3}))
    file = forms.FileField(label=gettext_lazy("Papers"), help_text=gettext_lazy("PDF, CSV or XLSX"), required=False)
    sure = forms.BooleanField(label=gettext_lazy("The source agreed that this is kept"), required=False)


class HidingForm(forms.Form):
    """Cells over a picture."""

    hidden = forms.MultipleChoiceField(
        label=gettext_lazy("Tick what is to be hidden"),
        choices=[(str(number), str(number)) for number in range(144)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


@dataclass(frozen=True, slots=True)
class StylePage:
    """Everything that the template of the style page draws."""

    states: tuple[tuple[str, str], ...]
    crumbs: tuple[Link, ...]
    tabs: tuple[Link, ...]
    chips: tuple[Link, ...]
    pages: "Page[int]"
    tally: tuple[Tally, ...]
    facts: tuple[Fact, ...]
    table: Table
    folding: Table
    duties: tuple[Duty, ...]
    timeline: tuple[Event, ...]
    form: SampleForm
    hiding: HidingForm
    picture_url: str
    picture_words: str
    charts: tuple[tuple[str, Chart], ...]


def style_page() -> StylePage:
    """Return the samples in the active language."""
    return StylePage(
        states=_states(),
        crumbs=(Link(_("Incidents"), "#crumbs"), Link("XM-26-0418")),
        tabs=(
            Link(_("Overview"), "#tabs", current=True),
            Link(_("Reports"), "#tabs", count="3"),
            Link(_("History"), "#tabs", count="12"),
        ),
        chips=(Link(_("Everything"), "#chips", current=True), Link(_("From August 2026"), "#chips")),
        pages=Paginator(range(1, 331), 20).page(3),
        tally=_tally(),
        facts=_facts(),
        table=_table(fold=False),
        folding=_table(fold=True),
        duties=_duties(),
        timeline=_timeline(),
        hiding=HidingForm({"hidden": ["39", "40", "51", "52"]}),
        picture_url=static("amparo/logo.svg"),
        picture_words=_("The arch, as a picture"),
        form=SampleForm({"when": "31/11/2026", "place": "XM01", "boys": "-2", "note": ""}),
        charts=(*_charts(), *sample_maps()),
    )


def _states() -> tuple[tuple[str, str], ...]:
    return (
        (State.LATE, _("Late")),
        (State.TODAY, _("Due today")),
        (State.WAIT, _("Waiting on others")),
        (State.RUN, _("Under way")),
        (State.KEPT, _("Done")),
        (State.NONE, _("Not started")),
        (State.SEALED, _("Sealed")),
    )


def _tally() -> tuple[Tally, ...]:
    return (
        Tally(_("Reported"), 38, State.WAIT),
        Tally(_("Under verification"), 87, State.RUN),
        Tally(_("Verified"), 1071, State.KEPT, "#tally"),
        Tally(_("Not verified"), 9, State.NONE),
    )


def _facts() -> tuple[Fact, ...]:
    return (
        Fact(_("Reference"), "XM-26-0418", code=True),
        Fact(_("When"), _("about 12 November 2026"), _("two reports agree")),
        Fact(_("State"), _("Under verification"), state=State.RUN),
        Fact(_("Children"), "9", _("3 girls, 5 boys, 1 not known")),
    )


def _table(*, fold: bool) -> Table:
    return Table(
        caption=_("Incidents by place"),
        columns=(
            Column(_("Place")),
            Column(_("P-code")),
            Column(_("Incidents"), number=True, sort="?sort=incidents#tables", direction="descending"),
            Column(_("State")),
        ),
        rows=(
            (Cell("North Belhar", "#tables"), Cell("XM01", code=True), "84", Cell(_("Late"), state=State.LATE)),
            (Cell("Sira Valley", "#tables"), Cell("XM02", code=True), "61", Cell(_("Done"), state=State.KEPT)),
        ),
        total=(_("All places"), "", "145", ""),
        fold=fold,
    )


def _duties() -> tuple[Duty, ...]:
    return (
        Duty(
            _("2 days late"),
            _("Second-person verification"),
            _("three reports"),
            "#duties",
            _("Verify"),
            State.LATE,
            "XM-26-0341",
        ),
        Duty(_("today"), _("An import stopped half-way"), "monitors-march.csv", "#duties", _("Resume"), State.TODAY),
        Duty(_("6 days"), _("A colleague is verifying"), "", "#duties", _("Open"), State.WAIT, "XM-26-0418"),
    )


def _timeline() -> tuple[Event, ...]:
    return (
        Event(
            _("20 Nov 16:02"),
            _("Verified"),
            _("by a second person"),
            _("two primary sources"),
            "2026-11-20T16:02",
            State.KEPT,
        ),
        Event(_("12 Nov"), _("Verification began"), "", "", "2026-11-12", State.RUN),
        Event(_("about 9 Nov"), _("Reported"), _("by a teacher"), "", "2026-11-09", State.WAIT),
    )


def _charts() -> tuple[tuple[str, Chart], ...]:
    source = _("invented figures, for this page alone.")
    subject = _("Children recruited in Marenda")
    return (
        (
            "charts.years",
            charts.years(
                _sample_years(),
                finding=_(
                    "For every child verified as recruited in 2024, one or two more were probably never recorded"
                ),
                subtitle=subject,
                source=source,
                ident="sample-years",
            ),
        ),
        (
            "charts.intervals",
            charts.intervals(
                _sample_intervals(),
                observed=612,
                publish=(1120, 1900),
                finding=_("Three methods agree that most were never recorded"),
                subtitle=subject,
                source=source,
                ident="sample-intervals",
            ),
        ),
        (
            "charts.overlap",
            charts.overlap(
                (_("Monitors"), _("Shelters"), _("Hospitals")),
                _sample_patterns(),
                finding=_("Three in four recorded children are known to one source only"),
                subtitle=subject,
                source=source,
                ident="sample-overlap",
            ),
        ),
        (
            "charts.counts",
            charts.counts(
                (Count("North Belhar", 1213), Count("Sira Valley", 871), Count("Lakes", 41)),
                finding=_("North Belhar holds half of all incidents"),
                subtitle=_("Incidents in Marenda"),
                source=source,
                unit=_("Incidents"),
                heading=_("Place"),
                ident="sample-counts",
            ),
        ),
        (
            "charts.years",
            charts.years(
                (),
                finding=_("Nothing was counted in these years"),
                subtitle=subject,
                source=source,
                ident="sample-none",
            ),
        ),
    )


def _sample_years() -> tuple[Year, ...]:
    return (
        Year(2017, 318, standing=Standing.NGO_TALLY),
        Year(2018, 402, Qualifier.MORE_THAN, standing=Standing.NGO_TALLY),
        Year(2019, 377, Qualifier.ABOUT, standing=Standing.SECONDARY),
        Year(2020, None),
        Year(2021, 455, Qualifier.AT_LEAST, estimate=(860, 1540)),
        Year(2022, 538, late=29, estimate=(940, 1650)),
        Year(2023, 583, late=21, refused=True),
        Year(2024, 571, late=41, estimate=(1120, 1900)),
    )


def _sample_intervals() -> tuple[Interval, ...]:
    return (
        Interval(_("Averaged over graphs"), 1124, 1440, 1259, (1164, 1351), _("sources may depend on each other")),
        Interval(_("Chao lower bound"), 1164, 1559, 1335, None, _("at least this many")),
        Interval(_("Independent sources"), 1210, None, 1480, None, _("no source leads to another")),
    )


def _sample_patterns() -> tuple[Pattern, ...]:
    return (
        Pattern((True, False, False), 214),
        Pattern((False, True, False), 158),
        Pattern((False, False, True), 71),
        Pattern((True, True, False), 57),
        Pattern((True, False, True), 19),
        Pattern((True, True, True), 6),
    )
