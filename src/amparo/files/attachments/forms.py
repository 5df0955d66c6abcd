"""The forms of attachments."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.files.pictures.reencoding import GRID

ACCEPTED = _(
    "JPEG, PNG, PDF, text, CSV, DOCX, XLSX, MP3, MP4, Ogg or WAV. What a file is, its content says. Place and camera "
    "are taken out of pictures."
)


class ManyFilesInput(forms.ClearableFileInput):
    """The browser's chooser of several files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One or several files; `cleaned_data` holds a list."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Check each file as a single one would be."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in given or [None]]


class FilesForm(forms.Form):
    """Files for a record."""

    chosen = ManyFilesField(label=_("Files"), help_text=ACCEPTED, max_length=1000, allow_empty_file=True)


def _reason(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=500, help_text=hint)


class EvidenceForm(forms.Form):
    """Why the evidentiary copy is needed."""

    reason = _reason(
        _("What do you need it for?"), _("It stands in the custody log, which everybody reads who reads the record.")
    )


class DescribeForm(forms.Form):
    """What can be seen or heard."""

    text = forms.CharField(
        label=_("In words"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("What is to be seen or heard, for who cannot see or hear it. No names."),
    )


class AccessForm(forms.Form):
    """To whom access is given."""

    person = forms.ChoiceField(label=_("Colleague"))

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["person"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = list(people)


class RedactionForm(forms.Form):
    """What every redaction states."""

    reason = _reason(_("Why is it hidden?"), _("For example: faces of bystanders. Without saying what stands there."))


class RedactPictureForm(RedactionForm):
    """Which cells of the grid over a picture become black."""

    cells = forms.TypedMultipleChoiceField(
        label=_("Tick what is to be hidden"),
        choices=[(str(number), str(number)) for number in range(GRID * GRID)],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each ticked cell becomes black in the copy, for good. The original stays as it is."),
        error_messages={"required": _("No cell is chosen. Choose the cells that are to be hidden.")},
    )


class RedactTextForm(RedactionForm):
    """Which lines and words of a text are hidden."""

    lines = forms.CharField(label=_("Lines"), max_length=500, required=False, help_text=_("For example: 3-5, 9"))
    words = forms.CharField(
        label=_("Words"),
        max_length=5000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("One word or phrase to a line; each is hidden wherever it stands, in small letters or capitals"),
    )


class RedactedFileForm(RedactionForm):
    """A copy that was redacted elsewhere."""

    file = forms.FileField(label=_("The redacted file"), help_text=ACCEPTED, max_length=1000, allow_empty_file=True)
