"""The forms of a list, a designation, a definition with its rules."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from amparo.actors.lists.checks import MOST_RULES
from amparo.actors.lists.content import DefinitionData, DesignationData, ListData, ListedName, RuleData
from amparo.actors.lists.models import DefinitionRule, Designation, DesignationList, DesignationName, ListKind
from amparo.actors.models import Actor
from amparo.kernel.errors import AmparoError, Problem
from amparo.kernel.forms import DayInput, Fault, Rows, SubmissionField, faults_of, filled, said
from amparo.places import selectors as places
from amparo.terms import selectors as terms
from amparo.terms.models import Term, Vocabulary

Quality = DesignationName.Quality
_LINES: dict[str, str] = {"original": Quality.ORIGINAL, "also": Quality.ALSO, "formerly": Quality.FORMERLY}


class PublishedForm(forms.Form):
    """The published list, as a file."""

    file = forms.FileField(
        label=_("The published list"),
        help_text=_("The consolidated list of the United Nations Security Council, as XML. The file is not kept."),
        widget=forms.ClearableFileInput({"accept": ".xml,application/xml,text/xml"}),
    )


class ListForm(forms.Form):
    """A list that is kept by hand."""

    name = forms.CharField(label=_("Name"), max_length=200)
    name_ar = forms.CharField(
        label=_("Name in Arabic"), max_length=200, required=False, widget=forms.TextInput({"dir": "rtl", "lang": "ar"})
    )
    code = forms.CharField(label=_("Short code"), max_length=60, help_text=_("Small letters, digits and hyphens"))
    kind = forms.ChoiceField(
        label=_("It is the list of a"),
        choices=[(kind.value, kind.label) for kind in (ListKind.NATIONAL, ListKind.REGIONAL)],
    )
    issuer = forms.CharField(label=_("Issued by"), max_length=200, help_text=_("The ministry, court or organisation"))
    country = forms.ChoiceField(label=_("Country"), required=False)
    basis = forms.CharField(label=_("Legal basis"), max_length=300, required=False)
    url = forms.CharField(label=_("Where it is published"), max_length=300, required=False)
    marks_terrorist = forms.BooleanField(
        label=_("It names groups as terrorist. Definitions that count such lists then count it."), required=False
    )
    as_of = forms.DateField(
        label=_("Compared with what is published, on"),
        widget=DayInput(),
        required=False,
        help_text=_("After 7 days its pages say that it is stale."),
    )
    submission = SubmissionField()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | None, *, first: ListData | None = None, version: int | None = None) -> None:
        super().__init__(data, initial=_list_stated(first) | {"version": version})
        chooser = self.fields["country"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = [("", "–"), *((area.code, str(area)) for area in places.countries())]

    def content(self, first: ListData | None = None) -> ListData:
        """Return what was typed, once it is valid. Names in further languages than Arabic stay as in `first`."""
        given = self.cleaned_data
        facts = ("code", "name", "kind", "issuer", "country", "basis", "url", "marks_terrorist", "as_of")
        names = {**(first.names if first else {}), "ar": given["name_ar"]}
        return ListData(
            **{fact: given[fact] for fact in facts}, names={key: name for key, name in names.items() if name}
        )


def _list_stated(first: ListData | None) -> dict[str, object]:
    return {**vars(first), "name_ar": first.names.get("ar", "")} if first else {}


class DesignationForm(forms.Form):
    """A designation. Of one that a published file brings in, only what is a person's is asked."""

    reference = forms.CharField(label=_("Reference on the list"), max_length=60, widget=forms.TextInput({"dir": "ltr"}))
    name = forms.CharField(label=_("Name as listed"), max_length=500, widget=forms.TextInput({"dir": "auto"}))
    listed_on = forms.DateField(label=_("Listed on"), widget=DayInput(), required=False)
    delisted_on = forms.DateField(
        label=_("Delisted on"),
        widget=DayInput(),
        required=False,
        help_text=_("Empty while it stands. The designation stays here with its days."),
    )
    actor = forms.CharField(
        label=_("Actor: its code"),
        max_length=60,
        required=False,
        help_text=_("As on the page of the actor. Empty: not linked yet."),
        widget=forms.TextInput({"dir": "ltr"}),
    )
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("The decision or gazette in which it stands, with its day")
    )
    original = forms.CharField(
        label=_("Name in the original script"), required=False, widget=forms.Textarea({"rows": 2, "dir": "auto"})
    )
    also = forms.CharField(
        label=_("Also known as"),
        required=False,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        help_text=_("One name per line"),
    )
    formerly = forms.CharField(
        label=_("Formerly known as"),
        required=False,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        help_text=_("One name per line"),
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("No names of commanders or members."),
    )
    submission = SubmissionField()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        designation: Designation | None = None,
        first: DesignationData | None = None,
        actor: str = "",
    ) -> None:
        stated = _designation_stated(first) | {"actor": actor}
        if designation is not None:
            stated |= {"version": designation.version}
        super().__init__(data, initial=stated)
        self._first = first
        if designation is not None and designation.listing.feed:
            kept = {"actor", "source", "note", "submission", "version"}
            kept |= {"listed_on", "delisted_on"} if designation.delisted_on else set()
            self.fields = {name: field for name, field in self.fields.items() if name in kept}
            self.fields["source"].required = False

    def clean_actor(self) -> uuid.UUID | None:
        """Return the actor of this code."""
        code = self.cleaned_data["actor"].strip()
        if not code:
            return None
        found: uuid.UUID | None = Actor.objects.filter(code=code).values_list("pk", flat=True).first()
        if found is None:
            raise forms.ValidationError(_("No actor has this code. Copy it from the page of the actor."))
        return found

    def content(self) -> DesignationData:
        """Return what was typed, once it is valid; what was not asked stays as it is."""
        given = self.cleaned_data
        asked = ("reference", "name", "listed_on", "delisted_on")
        facts: dict[str, Any] = {name: given[name] for name in asked if name in given}
        if "also" in given:
            facts["names"] = tuple(
                ListedName(line.strip(), str(quality))
                for name, quality in _LINES.items()
                for line in given[name].splitlines()
                if line.strip()
            )
        facts |= {"actor_id": given["actor"], "source": given["source"], "note": given["note"]}
        return replace(self._first, **facts) if self._first else DesignationData(**facts)


def _designation_stated(first: DesignationData | None) -> dict[str, object]:
    if first is None:
        return {}
    lines = {
        name: "\n".join(one.name for one in first.names if one.quality == quality) for name, quality in _LINES.items()
    }
    return {**vars(first), **lines}


class DefinitionForm(forms.Form):
    """Words, text, source and period of a definition."""

    what = forms.CharField(label=_("What a group is called"), max_length=100, help_text=_("“terrorist group”"))
    name = forms.CharField(
        label=_("Within the meaning of"), max_length=200, help_text=_("The document: “the UNODC strategy”")
    )
    what_ar = forms.CharField(
        label=_("What a group is called, in Arabic"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"dir": "rtl", "lang": "ar"}),
    )
    name_ar = forms.CharField(
        label=_("The document, in Arabic"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"dir": "rtl", "lang": "ar"}),
    )
    code = forms.CharField(label=_("Short code"), max_length=60, help_text=_("Small letters, digits and hyphens"))
    source = forms.CharField(label=_("Source"), max_length=300, help_text=_("Title, number, page or footnote"))
    valid_from = forms.DateField(label=_("From"), widget=DayInput(), required=False)
    valid_to = forms.DateField(label=_("Until"), widget=DayInput(), required=False)
    text = forms.CharField(label=_("Text"), max_length=2000, widget=forms.Textarea({"rows": 4}))
    text_ar = forms.CharField(
        label=_("Text in Arabic"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 4, "dir": "rtl", "lang": "ar"}),
    )
    submission = SubmissionField()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class RuleForm(forms.Form):
    """One rule."""

    kind = forms.ChoiceField(label=_("Rule"), choices=[("", "–"), *DefinitionRule.Kind.choices])
    listing = forms.ModelChoiceField(DesignationList.objects.order_by("kind", "name"), label=_("List"), required=False)
    reference = forms.CharField(label=_("Reference on the list"), max_length=60, required=False)
    term = forms.ModelChoiceField(Term.objects.none(), label=_("Type that the actor has by it"), required=False)

    def content(self) -> RuleData:
        """Return the rule, once it is valid."""
        given = self.cleaned_data
        listing, term = given["listing"], given["term"]
        marked = given["kind"] == DefinitionRule.Kind.MARKED
        return RuleData(
            kind=given["kind"],
            listing_id=listing.pk if listing and not marked else None,
            reference=given["reference"] if given["kind"] == DefinitionRule.Kind.REFERENCE else "",
            term_id=term.pk if term else None,
        )


RuleRows = forms.formset_factory(
    RuleForm, formset=Rows, extra=1, can_delete=True, absolute_max=MOST_RULES, max_num=MOST_RULES
)
_TRANSLATED = {"whats": "what_ar", "names": "name_ar", "texts": "text_ar"}


class DefinitionForms:
    """Both parts of the form together. `data` None shows it for the first time, from `first`."""

    def __init__(
        self, data: QueryDict | None, *, first: DefinitionData | None = None, version: int | None = None
    ) -> None:
        self._first = first
        self.definition = DefinitionForm(data, initial=_definition_stated(first) | {"version": version})
        self.rules = RuleRows(data, prefix="rules", initial=_rules_stated(first) if data is None else None)
        kept = [rule.term_id for rule in first.rules if rule.term_id] if first else []
        offered = terms.offered(Vocabulary.ACTOR_TYPE, also=kept)
        for form in self.rules.forms:
            form.fields["term"].queryset = offered

    def is_valid(self) -> bool:
        """Say whether both parts are valid by themselves."""
        return all([self.definition.is_valid(), self.rules.is_valid()])

    @property
    def submission(self) -> uuid.UUID:
        """The id of this sending, once the form is valid."""
        value: uuid.UUID = self.definition.cleaned_data["submission"]
        return value

    @property
    def version(self) -> int:
        """The version that the person saw, once the form is valid."""
        return self.definition.cleaned_data["version"] or 0

    def content(self) -> DefinitionData:
        """Return what was typed, once it is valid. Texts in further languages than Arabic stay."""
        given = self.definition.cleaned_data
        facts = {name: given[name] for name in ("code", "what", "name", "text", "source", "valid_from", "valid_to")}
        translated: dict[str, Any] = {
            name: {**getattr(self._first, name, {}), **({"ar": given[field]} if given[field] else {})}
            for name, field in _TRANSLATED.items()
        }
        return DefinitionData(**facts, **translated, rules=tuple(form.content() for form in self._filled()))

    def _filled(self) -> list[Any]:
        return [form for _number, form in filled(self.rules)]

    def show(self, problems: Iterable[Problem]) -> None:
        """Put the problems that a service found at their fields."""
        for problem in problems:
            prefix, _dash, rest = problem.where.partition("-")
            number, _dash, name = rest.partition("-")
            if prefix == "rules" and number.isdigit():
                self._filled()[int(number)].add_error(name, said(problem))
            else:
                known = prefix in self.definition.fields
                self.definition.add_error(prefix if known else None, said(problem))

    def faults(self) -> tuple[Fault, ...]:
        """Return every error with the field that it is about."""
        return tuple(faults_of(self.definition, *self.rules.forms)) if self.definition.is_bound else ()


def _definition_stated(first: DefinitionData | None) -> dict[str, object]:
    if first is None:
        return {}
    arabic = {field: getattr(first, name).get("ar", "") for name, field in _TRANSLATED.items()}
    return {**vars(first), **arabic}


def _rules_stated(first: DefinitionData | None) -> list[dict[str, object]]:
    rules = first.rules if first else ()
    return [
        {"kind": rule.kind, "listing": rule.listing_id, "reference": rule.reference, "term": rule.term_id}
        for rule in rules
    ]


def refusals(form: PublishedForm, error: AmparoError) -> None:
    """Say at the form why a file was refused; of each entry with a fault, its reference."""
    for problem in error.problems:
        form.add_error("file", f"{problem.where}: {said(problem)}")
    if not error.problems:
        form.add_error("file", f"{error.detail} {error.advice}")
