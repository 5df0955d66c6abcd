"""Forms of merging and of telling two actors apart."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.actors.merging.resolving import offered
from amparo.actors.merging.services import LONGEST_REASON
from amparo.actors.models import Actor


class ReasonForm(forms.Form):
    """Why a person decided so."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("What you compared, in a sentence. It is kept."),
    )


class MergeForm(ReasonForm):
    """Into which record one is merged, and why."""

    into = forms.ModelChoiceField(Actor.objects.none(), label=_("The record that stays"), empty_label="–")
    field_order = ("into", "reason")

    def __init__(self, *args: Any, actor_id: uuid.UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["into"]
        if isinstance(chooser, forms.ModelChoiceField):
            chooser.queryset = offered().exclude(pk=actor_id)


class DismissForm(ReasonForm):
    """Which two are not one, and why."""

    one = forms.UUIDField(widget=forms.HiddenInput)
    other = forms.UUIDField(widget=forms.HiddenInput)
