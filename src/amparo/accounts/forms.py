"""Forms of the accounts room."""

import datetime
import uuid

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from amparo.accounts import policies, selectors, tasks
from amparo.accounts.models import Agency, Holder, Membership, Person
from amparo.accounts.roles import Role
from amparo.accounts.scopes import Scope
from amparo.kernel import clock


class SignInForm(LoginForm):  # type: ignore[misc]  # the library has no types
    """The library's form without the words that repeat the labels inside the fields."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")
        self.fields["password"].help_text = ""  # the page has the link to a forgotten password itself
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


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


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RoleForm(forms.Form):
    """A role in one of the agencies that the acting person manages. With one agency only, it is chosen already."""

    agency = forms.ModelChoiceField(queryset=Agency.objects.none(), label=_("Agency"), empty_label=None)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    starts_on = forms.DateField(label=_("From"), widget=DateInput())

    def __init__(self, data: object = None, *, acting: Person) -> None:
        super().__init__(data, initial={"starts_on": clock.today()})  # type: ignore[arg-type]  # a QueryDict or None
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (tells the type checker which field it is)
        field.queryset = selectors.managed_agencies(acting)

    @property
    def agency_id(self) -> uuid.UUID:
        """The chosen agency."""
        agency: Agency = self.cleaned_data["agency"]
        return agency.pk

    @property
    def role_given(self) -> Role:
        """The chosen role."""
        return Role(self.cleaned_data["role"])


class InviteForm(RoleForm):
    """An address, and the role that it is invited to. The role begins when the invitation is accepted."""

    field_order = ("email", "agency", "role")
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("The invitation is sent there. It is good once, for seven days."), max_length=254
    )

    def __init__(self, data: object = None, *, acting: Person) -> None:
        super().__init__(data, acting=acting)
        del self.fields["starts_on"]


class MembershipForm(forms.Form):
    """From when and until when somebody holds a role."""

    starts_on = forms.DateField(label=_("From"), widget=DateInput())
    ends_on = forms.DateField(
        label=_("Until"),
        required=False,
        widget=DateInput(),
        help_text=_("The last day on which the role holds. Leave empty for no end."),
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, data: object = None, *, membership: Membership) -> None:
        initial = {
            "starts_on": membership.starts_on,
            "ends_on": membership.ends_on,
            "seen_version": membership.version,
        }
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict or None


class ProfileForm(forms.Form):
    """What a person may change about the own account: these fields and no other."""

    name = forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Language of mails to you"), choices=settings.LANGUAGES)
    seen_version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, data: object = None, *, person: Person) -> None:
        initial = {"name": person.name, "language": person.language, "seen_version": person.version}
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict or None


class TokenForm(forms.Form):
    """A new token of the API. Only agencies and uses are offered that the person's roles allow."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Which program uses it, for example: quarterly tables in R")
    )
    agency = forms.ModelChoiceField(queryset=Agency.objects.none(), label=_("Agency"), empty_label=None)
    scopes = forms.MultipleChoiceField(
        label=_("What it may be used for"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As little as the program needs"),
    )
    holder = forms.ChoiceField(
        label=_("Whose token"), choices=Holder.choices, widget=forms.RadioSelect, initial=Holder.PERSON
    )
    expires_on = forms.DateField(
        label=_("Last day"), widget=DateInput(), help_text=_("At most a year from today. After it the token is dead.")
    )

    USUAL_DAYS = 90

    def __init__(self, data: object = None, *, acting: Person) -> None:
        later = clock.today() + datetime.timedelta(days=self.USUAL_DAYS)
        super().__init__(data, initial={"expires_on": later, "holder": Holder.PERSON})  # type: ignore[arg-type]  # a QueryDict or None
        agencies = selectors.agencies_for_tokens(acting)
        offered = {scope for agency in agencies for scope in policies.token_scopes(acting, agency.pk)}
        field, scopes = self.fields["agency"], self.fields["scopes"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = agencies
        if isinstance(scopes, forms.MultipleChoiceField):
            scopes.choices = [(scope.value, scope.label) for scope in Scope if scope in offered]


class AcceptForm(forms.Form):
    """Name and password of a new account."""

    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Language of mails to you"), choices=settings.LANGUAGES)
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters. Four unrelated words are good and easy to keep."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Password again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean_again(self) -> str:
        """Refuse a password that was typed differently the second time."""
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError(_("The two passwords differ."))
        return again
