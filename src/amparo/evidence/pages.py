"""What the pages of estimates show, as plain values. Codes and numbers become words here, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.evidence import wording
from amparo.evidence.forms import EstimateForm
from amparo.evidence.models import EstimateRun
from amparo.evidence.results import HistoriesRecord, ResultRecord, StratumRecord
from amparo.kernel.forms import whole_number
from amparo.kernel.ui.charts import Interval, Pattern, Standing, Year, intervals, overlap, years
from amparo.kernel.ui.parts import Cell, Chart, Column, Fact, Link, Table, Text
from amparo.kernel.ui.words import State, moment, number

RUN_STATES: Mapping[str, State] = {
    EstimateRun.State.WAITING: State.WAIT,
    EstimateRun.State.RUNNING: State.RUN,
    EstimateRun.State.DONE: State.KEPT,
    EstimateRun.State.FAILED: State.LATE,
}


@dataclass(frozen=True, slots=True)
class EstimateListPage:
    """The runs of the agencies in which the person reads estimates."""

    table: Table
    page: Page[EstimateRun]
    may_run: bool
    new_url: str


@dataclass(frozen=True, slots=True)
class NewPage:
    """The form of a new run; `agencies` to choose from where there are several."""

    form: EstimateForm
    agencies: Sequence[Link]
    crumbs: Sequence[Link]


def list_page(page: "Page[EstimateRun]", *, may_run: bool) -> EstimateListPage:
    """Lay out the runs, newest first."""
    columns = [
        Column(_("Run")),
        Column(_("What was asked")),
        Column(_("Sources")),
        Column(_("On record"), number=True),
        Column(_("Range")),
        Column(_("Verdict")),
    ]
    rows = [_run_row(run) for run in page.object_list]
    table = Table(_("Estimates, newest first"), columns, rows, fold=True, caption_hidden=True)
    return EstimateListPage(table, page, may_run, reverse("evidence:estimate-new"))


def _run_row(run: EstimateRun) -> list[Cell | Text]:
    asked = Cell(
        _moment(run), href=reverse("evidence:estimate-detail", args=[run.pk]), note=run.asked_by.name, nowrap=True
    )
    subject = wording.subject_clause(run.settings["subject"], {})
    what = f"{subject} {wording.period_phrase(run.settings, {})}"
    sources = ", ".join(source["name"] for source in run.settings["sources"])
    document = document_of(run)
    if document is None:
        return [asked, what, sources, "–", "–", Cell(run.get_state_display(), state=RUN_STATES[run.state])]
    whole = document["strata"][0]
    verdict = Cell(colour_word(whole), state=wording.VERDICT_STATES[whole["verdict"]], note=_groups_note(document))
    return [asked, what, sources, number(whole["n_observed"]), range_words(whole), verdict]


def _groups_note(document: ResultRecord) -> str:
    groups = document["strata"][1:]
    if not groups:
        return ""
    given = sum(1 for group in groups if group["sentence"]["kind"] == "range")
    return _("%(given)s of %(groups)s groups have a range") % {"given": number(given), "groups": number(len(groups))}


def document_of(run: EstimateRun) -> ResultRecord | None:
    """The result of a run, None while there is none."""
    result = getattr(run, "result", None)
    document: ResultRecord | None = result.document if result else None
    return document


def colour_word(stratum: StratumRecord) -> str:
    """The verdict in one or two words."""
    if stratum["verdict"] == "red":
        return _("Open-ended") if stratum["sentence"]["kind"] == "no_upper_end" else _("Refused")
    return _("With caution") if stratum["verdict"] == "amber" else _("Usable")


def range_words(stratum: StratumRecord) -> str:
    """The range that may be said, or what stands in its place."""
    sentence = stratum["sentence"]
    low, high = sentence["low"], sentence["high"]
    if low is None:
        return _("none")
    if high is None:
        return _("from %(low)s, no upper end") % {"low": number(low)}
    return f"{number(low)}–{number(high)}"


# --- One run -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EstimatePage:
    """One run: its result, or how far it is."""

    crumbs: Sequence[Link]
    title: str
    meta: str
    state: State
    state_words: str
    progress: str
    facts: Sequence[Fact]
    here: str
    result: "ResultPart | None"


@dataclass(frozen=True, slots=True)
class ResultPart:
    """One group of a run's result: sentence, charts, reasons, and the table of all groups."""

    said: wording.Said
    verdict: str
    verdict_state: State
    methods: Chart | None
    overlap: Chart
    graphs: Table | None
    pairs: Table
    reasons: Sequence[wording.ReasonSaid]
    groups: Table | None
    by_year: Chart | None


def detail_page(run: EstimateRun, wanted: str) -> EstimatePage:
    """Lay out a run. `wanted` is the number of the group to show (0: all together), as it stands in the address."""
    document = document_of(run)
    result = None if document is None else _result(run, document, _index(wanted, len(document["strata"])))
    title = result.said.headline if result else _("An estimate that is not made yet")
    here = reverse("evidence:estimate-detail", args=[run.pk])
    progress = _("%(done)s of %(total)s groups are estimated.") % {
        "done": number(run.strata_done),
        "total": number(run.strata_total),
    }
    return EstimatePage(
        crumbs=(Link(_("Estimates"), reverse("evidence:estimate-list")), Link(_moment(run))),
        title=title,
        meta=_("Asked %(moment)s by %(person)s.") % {"moment": _moment(run), "person": run.asked_by.name},
        state=RUN_STATES[run.state],
        state_words=run.get_state_display(),
        progress=progress,
        facts=_facts(run),
        here=here,
        result=result,
    )


def _index(wanted: str, groups: int) -> int:
    index = whole_number(wanted)
    return index if index < groups else 0


def _moment(run: EstimateRun) -> str:
    return moment(run.asked_at, short=True)


def _facts(run: EstimateRun) -> Sequence[Fact]:
    histories: HistoriesRecord = run.histories
    sources = ", ".join(source["name"] for source in run.settings["sources"])
    facts = [
        Fact(_("Sources"), sources, _("each one list; a child is a pseudonym of the agency")),
        Fact(_("Period"), wording.period_phrase(run.settings, {}), _("year committed")),
        Fact(
            _("Not in any list"),
            number(histories["unlinked"]),
            _("children recorded only in counted groups, whom nothing links"),
        ),
    ]
    result = getattr(run, "result", None)
    if result:
        version = _("amparo_estimation %(version)s") % {"version": result.library_version}
        facts.append(Fact(_("Made with"), version, _("input %(hash)s") % {"hash": run.input_sha256[:12]}))
    return facts


def _result(run: EstimateRun, document: ResultRecord, index: int) -> ResultPart:
    stratum = document["strata"][index]
    names = {source["code"]: source["name"] for source in run.settings["sources"]}
    labels = run.histories.get("labels", {})
    actor = wording.group_name({"actor": stratum["key"]["actor"]}, labels) if "actor" in stratum["key"] else ""
    return ResultPart(
        said=wording.say(stratum, run.settings, actor),
        verdict=wording.verdict_name(stratum["verdict"], stratum["sentence"]["kind"]),
        verdict_state=wording.VERDICT_STATES[stratum["verdict"]],
        methods=_methods_chart(run, stratum) if stratum["methods"] else None,
        overlap=_overlap_chart(run, stratum, names),
        graphs=_graphs_table(stratum, names) if stratum["methods"] else None,
        pairs=_pairs_table(stratum, names),
        reasons=[wording.reason_said(reason, names) for reason in stratum["reasons"]],
        groups=_groups_table(run, document, index, labels) if len(document["strata"]) > 1 else None,
        by_year=_year_chart(run, document) if run.settings["by"] == ["year"] and index == 0 else None,
    )


def _source_note(run: EstimateRun) -> str:
    return _("%(lists)s lists of %(agency)s, as of %(moment)s") % {
        "lists": number(len(run.settings["sources"])),
        "agency": run.agency.name,
        "moment": _moment(run),
    }


def _methods_chart(run: EstimateRun, stratum: StratumRecord) -> Chart:
    sentence = stratum["sentence"]
    low, high = sentence["low"], sentence["high"]
    rows = [_interval(method, stratum) for method in stratum["methods"]]
    publish = (low, high) if low is not None and high is not None else None
    note = _("The interval covers chance and the choice of model, not children whom no list could ever record.")
    return intervals(
        rows,
        observed=stratum["n_observed"],
        finding=_methods_finding(stratum),
        subtitle=_("Children, by method. Point: median. Thick: 50 %. Thin: 95 % interval."),
        source=_source_note(run),
        publish=publish,
        ident="methods",
        notes=(note,),
    )


def _methods_finding(stratum: StratumRecord) -> str:
    low, high, n = stratum["sentence"]["low"], stratum["sentence"]["high"], stratum["n_observed"]
    if low is None:
        return _("The methods contradict one another: none of these ranges may be used")
    if high is None:
        return _("The lists set no upper end")
    return _("Between %(low)s and %(high)s children are probably on no list") % {
        "low": number(max(low - n, 0)),
        "high": number(max(high - n, 0)),
    }


def _interval(method: Mapping[str, Any], stratum: StratumRecord) -> Interval:
    averaged = method["name"] == "model_averaging"
    open_ended = averaged and stratum["sentence"]["kind"] == "no_upper_end"
    quantiles = stratum["quantiles"]
    half = (float(quantiles["0.25"]), float(quantiles["0.75"])) if averaged and not open_ended else None
    return Interval(
        wording.method_name(method["name"]),
        method["q025"],
        None if open_ended else method["q975"],
        median=None if open_ended else method["median"],
        half=half,
        note=wording.method_assumption(method["name"]),
    )


def _overlap_chart(run: EstimateRun, stratum: StratumRecord, names: Mapping[str, str]) -> Chart:
    codes = stratum["lists"]
    patterns = [
        Pattern(tuple(code in pattern["lists"] for code in codes), pattern["n"]) for pattern in stratum["patterns"]
    ]
    alone = sum(pattern["n"] for pattern in stratum["patterns"] if len(pattern["lists"]) == 1)
    finding = _("%(alone)s of %(all)s recorded children are known to one list only") % {
        "alone": number(alone),
        "all": number(stratum["n_observed"]),
    }
    return overlap(
        [names.get(code, code) for code in codes],
        patterns,
        finding=finding,
        subtitle=_("Children by the lists that hold them. Small cells are for analysts; a release withholds them."),
        source=_source_note(run),
        ident="overlap",
    )


def _graphs_table(stratum: StratumRecord, names: Mapping[str, str]) -> Table:
    columns = [
        Column(_("Graph: lists in one bracket depend on one another")),
        Column(_("Weight"), number=True),
        Column(_("Median under it"), number=True),
    ]
    rows = [
        [wording.with_names(model["graph"], names), wording.share(model["weight"]), number(model["median"])]
        for model in stratum["methods"][0]["models"]
    ]
    return Table(_("The heaviest graphs"), columns, rows)


def _pairs_table(stratum: StratumRecord, names: Mapping[str, str]) -> Table:
    columns = [
        Column(_("Two lists")),
        Column(_("On both"), number=True),
        Column(_("Only on the first"), number=True),
        Column(_("Only on the second"), number=True),
    ]
    rows = [
        [
            f"{names.get(pair['a'], pair['a'])} · {names.get(pair['b'], pair['b'])}",
            number(pair["both"]),
            number(pair["only_a"]),
            number(pair["only_b"]),
        ]
        for pair in stratum["pairs"]
    ]
    return Table(_("Overlap of every two lists"), columns, rows)


def _groups_table(run: EstimateRun, document: ResultRecord, index: int, labels: Mapping[str, str]) -> Table:
    columns = [
        Column(_("Group")),
        Column(_("On record"), number=True),
        Column(_("Range"), number=True),
        Column(_("Verdict")),
        Column(_("Because")),
    ]
    names = {source["code"]: source["name"] for source in run.settings["sources"]}
    here = reverse("evidence:estimate-detail", args=[run.pk])
    rows: list[list[Cell | Text]] = []
    for place, stratum in enumerate(document["strata"]):
        why = wording.reason_said(stratum["reasons"][0], names)
        name = wording.group_name(stratum["key"], labels)
        rows.append(
            [
                Cell(name) if place == index else Cell(name, href=f"{here}?group={place}"),
                number(stratum["n_observed"]),
                range_words(stratum),
                Cell(colour_word(stratum), state=wording.VERDICT_STATES[stratum["verdict"]]),
                why.short,
            ]
        )
    return Table(_("Every group by itself"), columns, rows, fold=True)


def _year_chart(run: EstimateRun, document: ResultRecord) -> Chart:
    points = [_year(stratum) for stratum in document["strata"][1:] if stratum["key"]["year"]]
    given = [point for point in points if point.estimate]
    finding = _("%(given)s of %(years)s years have a range") % {
        "given": number(len(given)),
        "years": number(len(points)),
    }
    return years(
        points,
        finding=finding,
        subtitle=_("Children on record, and the range of all, by year committed"),
        source=_source_note(run),
        ident="by-year",
    )


def _year(stratum: StratumRecord) -> Year:
    low, high = stratum["sentence"]["low"], stratum["sentence"]["high"]
    estimate = (float(low), float(high)) if low is not None and high is not None else None
    return Year(
        int(stratum["key"]["year"]),
        stratum["n_observed"],
        standing=Standing.RECORDED,
        estimate=estimate,
        refused=estimate is None,
    )


def crumbs_of_new() -> Sequence[Link]:
    """Where the form of a new estimate lies."""
    return (Link(_("Estimates"), reverse("evidence:estimate-list")), Link(_("New estimate")))
