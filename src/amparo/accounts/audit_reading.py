"""Reading the audit of the agencies that one administers, with filters from the address."""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Membership, Person
from amparo.accounts.roles import Role
from amparo.audit import services as audit
from amparo.audit.models import AuditEvent
from amparo.audit.selectors import EventFilter, events_of

PER_PAGE = 50


class AuditFilterForm(forms.Form):
    """The filters of the audit page, as they stand in the address."""

    action = forms.CharField(
        label=_("Action"),
        required=False,
        max_length=60,
        strip=True,
        validators=[RegexValidator(r"^[a-z0-9_.]+$", _("Write it as the list shows it, for example incident.read."))],
    )
    person = forms.TypedChoiceField(label=_("Person"), required=False, coerce=uuid.UUID, empty_value=None)
    record = forms.UUIDField(label=_("Id of the record"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    before = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], *, people: Mapping[uuid.UUID, str]) -> None:
        """Take the address's query and the people who may be asked for, by id."""
        super().__init__(data)
        self.people = people
        choices = [("", _("Everybody")), *((str(person), name) for person, name in people.items())]
        field = self.fields["person"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", _("The period ends before it begins. Choose a later day."))
        return values

    def wanted(self) -> EventFilter:
        """Return the filters of a valid form."""
        values = self.cleaned_data
        until = values["until"]
        return EventFilter(
            action=values["action"].rstrip("."),
            acting=values["person"],
            object_id=values["record"],
            since=_midnight(values["since"]),
            until=_midnight(until + datetime.timedelta(days=1)) if until and until < datetime.date.max else None,
        )

    def used(self) -> dict[str, object]:
        """Return the filters in use, for the record of this reading."""
        return {name: value for name, value in self.cleaned_data.items() if value and name != "before"}


@dataclass(frozen=True)
class EventPage:
    """One page of events, the names of people who appear in it, and whether there are older ones."""

    events: list[AuditEvent]
    names: Mapping[uuid.UUID, str]
    more: bool


def people_of(acting: Person) -> dict[uuid.UUID, str]:
    """Return everybody who holds or held a role in an agency that `acting` administers: id to name, by name."""
    rows = Membership.objects.filter(agency_id__in=acting.agency_ids(Role.ADMINISTRATOR))
    return dict(rows.order_by("person__name", "person_id").values_list("person_id", "person__name"))


def read_events(*, acting: Person, form: AuditFilterForm) -> EventPage:
    """Return the page that a form asks for, and record the reading in each agency concerned.

    A form with faults gives nothing. Call it inside `transaction.atomic`.
    """
    if not form.is_valid():
        return EventPage([], form.people, more=False)
    agencies = acting.agency_ids(Role.ADMINISTRATOR)
    events = events_of(
        agencies=agencies,
        people=form.people.keys(),
        wanted=form.wanted(),
        before=form.cleaned_data["before"],
        limit=PER_PAGE + 1,
    )
    for agency in sorted(agencies):
        audit.record_read(
            acting=acting.pk, agency=agency, action="audit.read", object_type="audit.events", detail=form.used()
        )
    return EventPage(events[:PER_PAGE], form.people, more=len(events) > PER_PAGE)


def _midnight(day: datetime.date | None) -> datetime.datetime | None:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time())) if day else None
