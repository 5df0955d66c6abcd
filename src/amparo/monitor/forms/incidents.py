"""The form of an incident: its facts, its rows of children and its violations, sent and read as one."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Agency
from amparo.actors.merging import resolving as actors
from amparo.actors.models import Actor
from amparo.kernel.errors import Invalid, Problem
from amparo.kernel.fields import FuzzyDateField
from amparo.kernel.forms import Fault, Rows, SubmissionField, faults_of, filled, said
from amparo.monitor.checks import MOST_CHILDREN, MOST_ROWS, MOST_VICTIM_ROWS
from amparo.monitor.content import IncidentData, VictimData, ViolationData
from amparo.monitor.forms.sources import choose
from amparo.monitor.models import AgeBand, Sex
from amparo.places import selectors as places
from amparo.places.models import Area
from amparo.terms import selectors as terms
from amparo.terms.models import Term, Vocabulary


class FactsForm(forms.Form):
    """When and where, and what happened in a few sentences."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("For which agency"), empty_label=None)
    date = FuzzyDateField(label=_("When"), past=True)
    country = forms.ModelChoiceField(Area.objects.none(), label=_("Country"))
    admin1 = forms.ModelChoiceField(
        Area.objects.none(),
        label=_("Part of the country"),
        required=False,
        empty_label=_("not known"),
        help_text=_("Choose the country, then press “Show its parts”; once more for the parts of a part."),
    )
    admin2 = forms.ModelChoiceField(
        Area.objects.none(), label=_("Part of that part"), required=False, empty_label=_("not known")
    )
    summary = forms.CharField(
        label=_("What happened"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Two or three sentences. No names of children or of witnesses."),
    )
    submission = SubmissionField()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, agencies: frozenset[uuid.UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "agency", agencies)
        _offer(self, "country", places.countries())
        country = _uuid(self["country"].value())
        kept = _uuid(self["admin1"].value())
        _offer(self, "admin1", places.parts_of(country, also=kept) if country else Area.objects.none())
        finer = places.finer_parts_of(kept, also=_uuid(self["admin2"].value())) if kept else Area.objects.none()
        _offer(self, "admin2", finer)

    def has_finer_parts(self) -> bool:
        """Say whether the chosen part has parts of its own to choose from."""
        finer = self.fields["admin2"]
        return isinstance(finer, forms.ModelChoiceField) and finer.queryset is not None and finer.queryset.exists()


class VictimForm(forms.Form):
    """One row of children: a group with counts, or one child under a pseudonym."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    boys = forms.IntegerField(label=_("Boys"), min_value=0, max_value=MOST_CHILDREN, required=False)
    girls = forms.IntegerField(label=_("Girls"), min_value=0, max_value=MOST_CHILDREN, required=False)
    unknown = forms.IntegerField(label=_("Sex not known"), min_value=0, max_value=MOST_CHILDREN, required=False)
    total = forms.IntegerField(
        label=_("Total"),
        min_value=0,
        required=False,
        help_text=_("Only to check: as the source states it"),
    )
    pseudonym = forms.CharField(
        label=_("Or one child: pseudonym"),
        max_length=80,
        required=False,
        help_text=_("A code of your own making. Never a name."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    sex = forms.ChoiceField(label=_("Sex of this child"), choices=[("", "–"), *Sex.choices], required=False)
    age_band = forms.ChoiceField(label=_("Age"), choices=AgeBand.choices, initial=AgeBand.UNKNOWN, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a total that its parts do not make."""
        given = self.cleaned_data
        total, parts = given.get("total"), [given.get(name) or 0 for name in ("boys", "girls", "unknown")]
        if total is not None and total != sum(parts):
            self.add_error(
                "total",
                _("%(parts)s make %(sum)d, but the total says %(total)d. Correct one of them.")
                % {"parts": " + ".join(map(str, parts)), "sum": sum(parts), "total": total},
            )
        return given

    def content(self) -> VictimData:
        """Return the row, once it is valid."""
        given = self.cleaned_data
        return VictimData(
            pseudonym=given["pseudonym"],
            sex=given["sex"],
            age_band=given["age_band"] or AgeBand.UNKNOWN,
            boys=given["boys"] or 0,
            girls=given["girls"] or 0,
            unknown=given["unknown"] or 0,
            id=given["id"],
        )


class ReachField(forms.ChoiceField):
    """Whom an act was done to. Not sent, it says nothing: the ticked rows then speak for themselves."""

    ALL, SOME, NONE = "all", "some", "none"

    def __init__(self, **kwargs: Any) -> None:
        choices = [
            (self.ALL, _("all rows of children")),
            (self.SOME, _("only the rows ticked below")),
            (self.NONE, _("none of the rows")),
        ]
        super().__init__(choices=choices, initial=self.ALL, required=False, **kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say whether something else than the first choice was sent."""
        return bool(data) and super().has_changed(initial, data)


class ViolationForm(forms.Form):
    """One act: what was done, by whom, to which rows of children."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    type = forms.ModelChoiceField(Term.objects.none(), label=_("What was done"))
    actor = forms.ModelChoiceField(
        Actor.objects.none(), label=_("By whom"), required=False, empty_label=_("not identified")
    )
    reach = ReachField(label=_("To whom"))
    victims = forms.MultipleChoiceField(
        label=_("To which rows of children"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick them where “To whom” says so."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse ticked rows where all or none are meant, and none ticked where some are."""
        given = self.cleaned_data
        ticked = given.get("victims") or []
        reach = given["reach"] = given.get("reach") or (ReachField.SOME if ticked else ReachField.ALL)
        if "victims" in self.errors:
            return given
        if reach == ReachField.SOME and not ticked:
            self.add_error("victims", _("No row is ticked. Tick the rows, or choose all or none of them."))
        elif reach != ReachField.SOME and ticked:
            self.add_error("reach", _("Rows are ticked below. Choose “only the rows ticked below”, or untick them."))
        return given

    def content(self, position: Mapping[int, int]) -> ViolationData:
        """Return the act, once it is valid. `position` maps the number of a row on the page to its place."""
        given = self.cleaned_data
        rows = tuple(position[int(row)] for row in given["victims"] if int(row) in position)
        actor: Actor | None = given["actor"]
        hit = None if given["reach"] == ReachField.ALL else rows
        return ViolationData(given["type"].pk, actor.pk if actor else None, hit, given["id"])

    def lacks(self, position: Mapping[int, int]) -> bool:
        """Say whether a row is ticked that was taken out of the page, or is empty."""
        return any(int(row) not in position for row in self.cleaned_data["victims"])


VictimRows = forms.formset_factory(
    VictimForm, formset=Rows, extra=1, can_delete=True, absolute_max=MOST_VICTIM_ROWS, max_num=MOST_VICTIM_ROWS
)
ViolationRows = forms.formset_factory(
    ViolationForm, formset=Rows, extra=0, min_num=1, can_delete=True, absolute_max=MOST_ROWS, max_num=MOST_ROWS
)


class IncidentForm:
    """The three parts of the form together. `data` None shows it for the first time, from `first`."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        agencies: frozenset[uuid.UUID],
        first: IncidentData | None = None,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        facts = {**_facts(first), **(initial or {})}
        # What is sent is read by itself: the stored rows may have moved since the page was drawn.
        rows = first if data is None else None
        self.facts = FactsForm(data, agencies=agencies, initial=facts)
        self.victims = VictimRows(data, prefix="victims", initial=_victims(rows))
        self.violations = ViolationRows(data, prefix="violations", initial=_violations(rows))
        kept = [row.type_id for row in first.violations] if first else []
        named = [row.actor_id for row in first.violations] if first else []
        types, choices = list(terms.offered(Vocabulary.VIOLATION, also=kept)), list(actors.offered(also=named))
        numbers = [
            (str(number), _("Row %(number)d") % {"number": number + 1}) for number in range(len(self.victims.forms))
        ]
        for form in self.violations.forms:
            _offer_loaded(form, "type", Term, types)
            _offer_loaded(form, "actor", Actor, choices)
            form.fields["victims"].choices = numbers

    def is_valid(self) -> bool:
        """Say whether every part is valid by itself."""
        return all([self.facts.is_valid(), self.victims.is_valid(), self.violations.is_valid()])

    def content(self) -> IncidentData:
        """Return what was typed, once it is valid. Raises Invalid where an act names a row that is no longer there."""
        given = self.facts.cleaned_data
        children = list(filled(self.victims))
        position = {number: place for place, (number, _form) in enumerate(children)}
        acts = [form for _number, form in filled(self.violations)]
        if lost := [_lost_row(number) for number, form in enumerate(acts) if form.lacks(position)]:
            raise Invalid(problems=lost)
        admin1: Area | None = given["admin1"]
        admin2: Area | None = given["admin2"]
        return IncidentData(
            date=given["date"],
            country_id=given["country"].pk,
            admin1_id=admin1.pk if admin1 else None,
            admin2_id=admin2.pk if admin2 else None,
            summary=given["summary"].replace("\r\n", "\n"),
            victims=tuple(form.content() for _number, form in children),
            violations=tuple(form.content(position) for form in acts),
        )

    def show(self, problems: Iterable[Problem]) -> None:
        """Put the problems that a service found at their fields."""
        for problem in problems:
            form, name = self._place_of(problem.where)
            form.add_error(name, said(problem))

    def _place_of(self, where: str) -> tuple[forms.BaseForm, str | None]:
        prefix, _dash, rest = where.partition("-")
        number, _dash, name = rest.partition("-")
        rows = {"victims": self.victims, "violations": self.violations}.get(prefix)
        if rows is not None and number.isdigit():
            form = [form for _number, form in filled(rows)][int(number)]
            return form, name if name in form.fields else None
        return self.facts, where if where in self.facts.fields else None

    def faults(self) -> list[Fault]:
        """Return every error with the field that it is about, in the order of the page."""
        found = faults_of(self.facts, *self.victims.forms, *self.violations.forms)
        loose = [*self.victims.non_form_errors(), *self.violations.non_form_errors()]
        return [*found, *(Fault("", str(error)) for error in loose)]


def _facts(first: IncidentData | None) -> dict[str, object]:
    if first is None:
        return {}
    return {
        "date": first.date,
        "country": first.country_id,
        "admin1": first.admin1_id,
        "admin2": first.admin2_id,
        "summary": first.summary,
    }


def _victims(first: IncidentData | None) -> list[dict[str, object]]:
    names = ("id", "boys", "girls", "unknown", "pseudonym", "sex", "age_band")
    return [{name: getattr(row, name) for name in names} for row in first.victims] if first else []


def _violations(first: IncidentData | None) -> list[dict[str, object]]:
    if first is None:
        return []
    everyone = len(first.victims)
    return [
        {"id": row.id, "type": row.type_id, "actor": row.actor_id, **_reach(row.victims, everyone)}
        for row in first.violations
    ]


def _reach(rows: tuple[int, ...] | None, everyone: int) -> dict[str, object]:
    if rows is None or len(rows) == everyone:
        return {"reach": ReachField.ALL, "victims": []}
    return {"reach": ReachField.SOME if rows else ReachField.NONE, "victims": list(map(str, rows))}


def _lost_row(number: int) -> Problem:
    return Problem(
        f"violations-{number}-victims",
        _("A row of children is ticked that was taken out or is empty."),
        _("Tick the rows that this was done to, or choose all or none of them."),
    )


def _offer(form: forms.Form, name: str, choices: Any) -> None:
    chooser = form.fields[name]
    if isinstance(chooser, forms.ModelChoiceField):
        chooser.queryset = choices


def _offer_loaded(form: forms.Form, name: str, model: Any, rows: list[Any]) -> None:
    """Offer rows that are loaded already, so that ten violations do not ask for one list ten times."""
    chooser = form.fields[name]
    if isinstance(chooser, forms.ModelChoiceField):
        chooser.queryset = (
            model.objects.filter(pk__in=[row.pk for row in rows]) if form.is_bound else model.objects.all()
        )
        blank = [] if chooser.empty_label is None else [("", chooser.empty_label)]
        chooser.widget.choices = [*blank, *((str(row.pk), str(row)) for row in rows)]


def _uuid(value: object) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(value)) if value else None
    except ValueError:
        return None
