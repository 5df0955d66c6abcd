"""Forms of the accounts room."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from amparo.accounts import tasks


class ResetRequestForm(forms.Form):
    """Asks for a link to choose a new password.

    The address is not looked up here. The request puts one task into the queue, known address or not, and the
    worker finds out: so the page cannot betray anything, neither by its text nor by its time.
    """

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )

    def clean_email(self) -> str:
        """Return the address as accounts store it."""
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: HttpRequest, **kwargs: object) -> str:
        """Ask the worker to send the link, if there is an account."""
        tasks.send_password_reset.enqueue(self.cleaned_data["email"])
        return str(self.cleaned_data["email"])
