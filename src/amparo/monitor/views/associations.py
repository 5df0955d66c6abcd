"""The page of an association."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.accounts.web import acting, page, permitted
from amparo.kernel.errors import Invalid, Stale
from amparo.kernel.forms import show
from amparo.monitor import policies, services
from amparo.monitor.associations import stored_association
from amparo.monitor.content import AssociationData
from amparo.monitor.forms.associations import AssociationForm, first_values, offered_terms
from amparo.monitor.models import Violation
from amparo.monitor.pages import association as pages


@permitted(policies.may_record)
def association_change(request: HttpRequest, incident_id: uuid.UUID, violation_id: uuid.UUID) -> HttpResponse:
    """Say how children came to a force or group, and how they left it."""
    person = acting(request)
    incident, violation = pages.to_describe(person, incident_id, violation_id)
    stored = stored_association(violation)
    terms = offered_terms(stored)
    form = AssociationForm(request.POST or None, initial=first_values(stored, terms, incident.version), terms=terms)
    stale = None
    if form.is_valid():
        try:
            _save(person, violation, form, stored)
        except Invalid as error:
            show(form, error.problems)
        except Stale as error:
            stale = error
        else:
            messages.success(request, _("%(code)s was changed.") % {"code": incident.code})
            return redirect("monitor:incident-detail", incident_id)
    content = pages.association_page(form, incident, violation, stored, stale)
    return page(request, "monitor/association_form.html", content, status=409 if stale else 422 if form.errors else 200)


def _save(person: Person, violation: Violation, form: AssociationForm, stored: AssociationData) -> None:
    services.describe_association(
        acting=person,
        incident_id=violation.incident_id,
        violation_id=violation.pk,
        expected_version=form.cleaned_data["version"],
        data=form.content(stored.not_understood),
    )
