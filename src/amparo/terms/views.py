"""Pages of the code lists."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo.accounts.web import acting, page, permitted
from amparo.kernel.errors import Invalid, NotFound, Stale
from amparo.kernel.forms import show, whole_number
from amparo.terms import pages, policies, selectors, services
from amparo.terms.forms import NewTermForm, TermForm, stated
from amparo.terms.models import Term, Vocabulary


@permitted(policies.may_read)
def term_list(request: HttpRequest) -> HttpResponse:
    """Show one list and lead to the others."""
    vocabulary = request.GET.get("list") or Vocabulary.VIOLATION.value
    return page(request, "terms/term_list.html", pages.list_page(acting(request), vocabulary))


@permitted(policies.may_keep)
def term_new(request: HttpRequest) -> HttpResponse:
    """Add an item to a list."""
    vocabulary = request.GET.get("list") or Vocabulary.VIOLATION.value
    form = NewTermForm(request.POST or None, vocabulary=vocabulary)
    content = pages.form_page(form, vocabulary)
    if form.is_valid():
        try:
            term = services.add_term(
                acting=acting(request), vocabulary=vocabulary, code=form.cleaned_data["code"], data=form.content()
            )
        except Invalid as error:
            show(form, error.problems)
        else:
            messages.success(request, _("“%(label)s” was added.") % {"label": term})
            return redirect(pages.list_url(vocabulary))
    return page(request, "terms/term_form.html", content, status=422 if form.errors else 200)


@permitted(policies.may_read)
def term_detail(request: HttpRequest, term_id: uuid.UUID) -> HttpResponse:
    """Show one item with its history; those who keep the lists change it here."""
    person = acting(request)
    term = selectors.term_for(person, term_id)
    if request.method == "POST" and not policies.may_keep(person):
        raise NotFound
    form = TermForm(request.POST or None, initial=stated(term), vocabulary=term.vocabulary)
    stale = None
    if form.is_valid():
        try:
            _change(request, term, form)
        except Invalid as error:
            show(form, error.problems)
        except Stale as error:
            stale = error
        else:
            messages.success(request, _("“%(label)s” was changed.") % {"label": form.cleaned_data["label"]})
            return redirect("terms:term-detail", term_id)
    content = pages.term_page(person, term, form, stale)
    return page(request, "terms/term_detail.html", content, status=409 if stale else 422 if form.errors else 200)


def _change(request: HttpRequest, term: Term, form: TermForm) -> None:
    services.change_term(
        acting=acting(request),
        term_id=term.pk,
        expected_version=form.cleaned_data["version"] or 0,
        data=form.content(term.labels),
    )


@require_POST
@permitted(policies.may_keep)
def term_retire(request: HttpRequest, term_id: uuid.UUID) -> HttpResponse:
    """Offer an item no more, or again."""
    version = request.POST.get("version", "")
    act = services.restore_term if "restore" in request.POST else services.retire_term
    act(acting=acting(request), term_id=term_id, expected_version=whole_number(version))
    return redirect("terms:term-detail", term_id)


@require_POST
@permitted(policies.may_keep)
def term_delete(request: HttpRequest, term_id: uuid.UUID) -> HttpResponse:
    """Delete an item that nobody has used."""
    person = acting(request)
    vocabulary = selectors.term_for(person, term_id).vocabulary
    services.delete_term(acting=person, term_id=term_id)
    messages.success(request, _("The item was deleted."))
    return redirect(pages.list_url(vocabulary))
