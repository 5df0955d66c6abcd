"""What the pages of the code lists show: small frozen dataclasses, and what makes them."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.accounts.histories import history_events
from amparo.accounts.models import Person
from amparo.audit.selectors import Version
from amparo.kernel.errors import Difference, NotFound, Stale
from amparo.kernel.forms import whole_number
from amparo.kernel.ui.parts import Cell, Column, Event, Link, Table, Text
from amparo.kernel.ui.words import State, number
from amparo.terms import loading, policies, selectors
from amparo.terms.forms import TermForm
from amparo.terms.models import Term, Vocabulary


@dataclass(frozen=True)
class TermListPage:
    """One list, and links to the others. `new_url` is empty for those who only read."""

    title: str
    lists: tuple[Link, ...]
    table: Table
    new_url: str


@dataclass(frozen=True)
class TermFormPage:
    """A new item of a list."""

    form: TermForm
    title: str
    list_url: str


@dataclass(frozen=True)
class TermPage:
    """One item: its form for those who keep the lists, its facts for the others, its history."""

    term: Term
    title: str
    crumbs: tuple[Link, ...]
    form: TermForm | None
    history: tuple[Event, ...]
    can_delete: bool
    version: int
    differences: tuple[Difference, ...] | None


def list_page(acting: Person, vocabulary: str) -> TermListPage:
    """Return one list with how many items each list has. Three queries."""
    if vocabulary not in Vocabulary.values:
        raise NotFound
    current = Q(retired=False)
    sizes = dict(Term.objects.values_list("vocabulary").annotate(items=Count("id", filter=current)).order_by())
    return TermListPage(
        title=str(Vocabulary(vocabulary).label),
        lists=tuple(
            Link(
                item.label,
                list_url(item.value),
                current=item.value == vocabulary,
                count=number(sizes.get(item.value, 0)),
            )
            for item in Vocabulary
        ),
        table=_table(list(selectors.terms_of(acting, vocabulary))),
        new_url=f"{reverse('terms:term-new')}?list={vocabulary}" if policies.may_keep(acting) else "",
    )


def list_url(vocabulary: str) -> str:
    """Return the address of one list."""
    return f"{reverse('terms:term-list')}?list={vocabulary}"


def _table(terms: list[Term]) -> Table:
    return Table(
        caption=_("Items of the list"),
        caption_hidden=True,
        columns=(
            Column(_("Label")),
            Column(_("In Arabic")),
            Column(_("Code")),
            Column(_("Source")),
            Column(_("State")),
        ),
        rows=[
            (
                Cell(term.label, href=reverse("terms:term-detail", args=[term.pk])),
                term.labels.get("ar", "–"),
                Cell(term.code, code=True),
                term.source,
                Cell(_("retired"), state=State.NONE) if term.retired else Cell(_("offered"), state=State.KEPT),
            )
            for term in terms
        ],
        fold=True,
        empty=_("No item yet."),
    )


def form_page(form: TermForm, vocabulary: str) -> TermFormPage:
    """Return the page of a new item."""
    if vocabulary not in Vocabulary.values:
        raise NotFound
    title = _("Add to: %(list)s") % {"list": Vocabulary(vocabulary).label}
    return TermFormPage(form, title, list_url(vocabulary))


def term_page(acting: Person, term: Term, form: TermForm, stale: Stale | None = None) -> TermPage:
    """Return the page of one item."""
    keeps = policies.may_keep(acting)
    return TermPage(
        term=term,
        title=str(term),
        crumbs=(
            Link(_("Terms"), reverse("terms:term-list")),
            Link(Vocabulary(term.vocabulary).label, list_url(term.vocabulary)),
            Link(str(term)),
        ),
        form=form if keeps else None,
        history=history_events("term", term.pk, _said),
        can_delete=keeps and not loading.is_shipped(term),
        version=_version(term, form, stale),
        differences=stale.differences if stale else None,
    )


def _version(term: Term, form: TermForm, stale: Stale | None) -> int:
    """Return the version to build on: what was sent, unless both values have been compared since."""
    if stale is not None and stale.version is not None:
        return stale.version
    sent = form.data.get("version", "") if form.is_bound else ""
    return whole_number(sent, term.version)


def _said(version: Version, _before: Version | None) -> tuple[Text, Text]:
    said = {
        "term.added": _("Added"),
        "term.changed": _("Changed"),
        "term.retired": _("Retired"),
        "term.restored": _("Restored"),
    }
    return said.get(version.action, version.action), str(version.data.get("label", ""))
