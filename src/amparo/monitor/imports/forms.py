"""The forms of imports and mappings. They work without scripts: headings to choose from are of a file sent before."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.files.tables.encodings import ENCODINGS
from amparo.files.tables.shape import Options
from amparo.kernel.errors import Problem
from amparo.kernel.forms import SubmissionField, said
from amparo.monitor.imports import selectors
from amparo.monitor.imports.definition import ANSWERS, CODED, CONSTANT, DATE_FORMATS, EVENT, FIELDS, REQUIRED, TOLD
from amparo.monitor.models import Mapping as SavedMapping
from amparo.monitor.models import Source
from amparo.monitor.selectors import sources_for

SEPARATORS = {"": _("Found out"), ",": _("Comma"), ";": _("Semicolon"), "\t": _("Tab"), "|": _("Bar")}
CODECS = [("", _("Found out")), *((name, name) for name in ENCODINGS)]
LONGEST_CODES = 100_000


class ImportForm(forms.Form):
    """A mapping and a file."""

    mapping = forms.ModelChoiceField(SavedMapping.objects.none(), label=_("Mapping"), empty_label=None)
    file = forms.FileField(
        label=_("File"), help_text=_("XLSX or “CSV UTF-8”. It is checked first; nothing is saved yet.")
    )
    submission = SubmissionField()

    def __init__(self, *args: Any, acting: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["mapping"]
        if isinstance(chooser, forms.ModelChoiceField):
            chooser.queryset = selectors.mappings_for(acting)


class SampleForm(forms.Form):
    """A file whose headings a new mapping is to name."""

    source = forms.ModelChoiceField(Source.objects.none(), label=_("Source"), empty_label=None)
    file = forms.FileField(
        label=_("A file of this source"),
        help_text=_("Its headings are offered on the next page. Nothing is imported."),
    )
    sheet = forms.CharField(
        label=_("Sheet"), required=False, max_length=100, help_text=_("Of a workbook; the first visible one if empty")
    )
    header_row = forms.IntegerField(label=_("Row of the headings"), min_value=1, max_value=100, initial=1)
    encoding = forms.ChoiceField(label=_("Encoding of CSV"), required=False, choices=CODECS)
    submission = SubmissionField()

    def __init__(self, *args: Any, acting: Person, agencies: Iterable[uuid.UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["source"]
        if isinstance(chooser, forms.ModelChoiceField):
            chooser.queryset = sources_for(acting).filter(agency__in=list(agencies))


class OptionsForm(forms.Form):
    """How the sample is to be read, as the address of the next page carries it."""

    sheet = forms.CharField(required=False, max_length=100)
    header_row = forms.IntegerField(min_value=1, max_value=100, required=False)
    encoding = forms.ChoiceField(required=False, choices=CODECS)

    def options(self) -> Options:
        """Return what the address says; what it does not say well is found out."""
        self.full_clean()
        given = self.cleaned_data
        return Options(
            sheet=given.get("sheet") or "",
            encoding=given.get("encoding") or "",
            header_row=given.get("header_row") or 1,
        )


@dataclass(frozen=True)
class Group:
    """What a mapping says of one field: its column, one value for the whole file, the source's codes."""

    column: BoundField
    constant: BoundField | None
    codes: BoundField | None


class MappingForm(forms.Form):
    """A mapping's definition, field by field."""

    name = forms.CharField(label=_("Name of the mapping"), max_length=120)
    date_format = forms.ChoiceField(label=_("How dates are written"), choices=list(DATE_FORMATS.items()))
    null_texts = forms.CharField(
        label=_("Cells that say nothing"),
        required=False,
        max_length=500,
        help_text=_("Besides empty ones, separated by spaces, for example: - n/a"),
    )
    rest_is_unknown = forms.BooleanField(
        label=_("Children beyond boys and girls are of unknown sex, up to the total"), required=False
    )
    sheet = forms.CharField(
        label=_("Sheet"), required=False, max_length=100, help_text=_("Of a workbook; the first visible one if empty")
    )
    header_row = forms.IntegerField(label=_("Row of the headings"), min_value=1, max_value=100, initial=1)
    accept_cached_values = forms.BooleanField(
        label=_("Accept what formulas showed when the workbook was saved"), required=False
    )
    encoding = forms.ChoiceField(
        label=_("Encoding of CSV"),
        required=False,
        choices=[("", _("Found out")), *((name, name) for name in ENCODINGS)],
    )
    delimiter = forms.ChoiceField(label=_("Separator of CSV"), required=False, choices=list(SEPARATORS.items()))
    submission = SubmissionField()

    def __init__(self, *args: Any, headings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", _("No column")), *((name, name) for name in headings)]
        for field, label in FIELDS.items():
            self.fields[f"columns_{field}"] = forms.ChoiceField(label=label, choices=offered, required=False)
            if field in CONSTANT:
                self.fields[f"constants_{field}"] = forms.CharField(
                    label=_("or one value for the whole file"), required=False, max_length=200
                )
            if field in CODED:
                self.fields[f"codes_{field}"] = forms.CharField(
                    label=_("The source’s codes"),
                    required=False,
                    max_length=LONGEST_CODES,
                    strip=False,
                    widget=forms.Textarea({"rows": 2 if field in TOLD else 3}),
                    help_text=_CODES_HELP.get(field, _("One in a line: theirs = ours")),
                )

    def groups(self) -> Iterator[Group]:
        """Give the fields of the event, each with all that a mapping says of it."""
        return self._groups(EVENT)

    def told_groups(self) -> Iterator[Group]:
        """Give the fields of the association."""
        return self._groups(TOLD)

    def tells(self) -> bool:
        """Say whether anything is chosen or wrong among the fields of the association: then they are shown at once."""
        shown = (self[f"columns_{field}"] for field in TOLD)
        return any(one.value() or one.errors for one in shown) or any(f"codes_{field}" in self.errors for field in TOLD)

    def _groups(self, fields: Iterable[str]) -> Iterator[Group]:
        for field in fields:
            yield Group(
                self[f"columns_{field}"],
                self[f"constants_{field}"] if field in CONSTANT else None,
                self[f"codes_{field}"] if field in CODED else None,
            )

    def required_labels(self) -> list[str]:
        """Return the names of the fields without which there is no incident."""
        return [str(FIELDS[field]) for field in REQUIRED]

    def definition(self) -> dict[str, Any]:
        """Return what was entered as a definition, to be checked."""
        given = self.cleaned_data
        return {
            "columns": {field: given[f"columns_{field}"] for field in FIELDS if given[f"columns_{field}"]},
            "constants": {field: given[f"constants_{field}"] for field in CONSTANT if given[f"constants_{field}"]},
            "codes": {field: pairs for field in CODED if (pairs := _pairs(given[f"codes_{field}"]))},
            "date_format": given["date_format"],
            "null_texts": given["null_texts"].split(),
            "rest_is_unknown": given["rest_is_unknown"],
            "sheet": given["sheet"],
            "encoding": given["encoding"],
            "delimiter": given["delimiter"],
            "header_row": given["header_row"],
            "accept_cached_values": given["accept_cached_values"],
        }

    def show(self, problems: Iterable[Problem]) -> None:
        """Put each problem at its field."""
        for problem in problems:
            name = problem.where.replace(".", "_")
            self.add_error(name if name in self.fields else None, said(problem))


_CODES_HELP = {
    "actor": _(
        "One in a line: theirs = ours. “unattributed” is ours for nobody identified; “= unattributed”: empty cells."
    ),
    "sex": _("One in a line: theirs = girl, boy or unknown"),
    "age": _("One in a line: theirs = 0-11, 12-14, 15-17 or unknown"),
    "left": _("One in a line: theirs = all, some, none or unknown"),
    **dict.fromkeys(ANSWERS, _("One in a line: theirs = yes, no or unknown")),
}


def _pairs(text: str) -> dict[str, str]:
    pairs = {}
    for line in text.splitlines():
        theirs, sign, ours = line.rpartition("=")
        if sign and ours.strip():
            pairs[theirs.strip()] = ours.strip()
        elif line.strip():
            pairs[line.strip()] = ""
    return pairs


def stated(mapping: SavedMapping) -> dict[str, object]:
    """Return a saved mapping as the first values of the form."""
    saved: Mapping[str, Any] = mapping.definition
    values: dict[str, object] = {"name": mapping.name}
    for field in FIELDS:
        values[f"columns_{field}"] = saved["columns"].get(field, "")
        values[f"constants_{field}"] = saved["constants"].get(field, "")
        pairs = saved["codes"].get(field, {})
        values[f"codes_{field}"] = "\n".join(f"{theirs} = {ours}" for theirs, ours in pairs.items())
    values["null_texts"] = " ".join(text for text in saved["null_texts"] if text)
    plain = ("date_format", "rest_is_unknown", "sheet", "encoding", "delimiter", "header_row", "accept_cached_values")
    return values | {name: saved[name] for name in plain}
