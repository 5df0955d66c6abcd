"""What several pages of lists show alike: days, ages, links, forms."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amparo.actors.lists.models import Designation, DesignationList, ListKind
from amparo.actors.lists.staleness import is_stale
from amparo.kernel.errors import Difference, Stale
from amparo.kernel.forms import whole_number
from amparo.kernel.ui.parts import Cell, Link, Text
from amparo.kernel.ui.words import State

PAGE_ROWS = 50
LONGEST_WORDS = 200


@dataclass(frozen=True)
class FormPage:
    """A form; after a stale save the stored values beside it. `fields` are fields, each with whether it is wide."""

    form: forms.Form
    title: Text
    says: Text
    crumbs: tuple[Link, ...]
    fields: tuple[tuple[BoundField, bool], ...]
    version: int
    differences: tuple[Difference, ...] | None
    cancel_url: str


def form_page(
    form: forms.Form,
    title: Text,
    crumbs: tuple[Link, ...],
    cancel_url: str,
    *,
    says: Text = "",
    stale: Stale | None = None,
) -> FormPage:
    """Return the page of a form of one record."""
    sent = whole_number(str(form["version"].value() or ""))
    return FormPage(
        form=form,
        title=title,
        says=says,
        crumbs=crumbs,
        fields=tuple((one, isinstance(one.field.widget, forms.Textarea)) for one in form.visible_fields()),
        version=stale.version if stale and stale.version is not None else sent,
        differences=stale.differences if stale else None,
        cancel_url=cancel_url,
    )


def to_lists(*more: Link) -> tuple[Link, ...]:
    """Return the way to a page below the lists."""
    return (Link(_("Actors"), reverse("actors:actor-list")), Link(_("Lists"), reverse("actors:list-list")), *more)


def list_link(listing: DesignationList) -> Link:
    """Return the way to one list."""
    return Link(str(listing), reverse("actors:list-detail", args=[listing.pk]))


def day_words(day: datetime.date | None, otherwise: Text = "–") -> Text:
    """Return a day in the reader's language."""
    return date_format(day) if day else otherwise


def age_cell(listing: DesignationList) -> Cell:
    """Return as of when a list holds; where that is more than 7 days ago, it says so in words, shape and colour."""
    if listing.as_of is None:
        return Cell(_("stale: never read"), state=State.TODAY)
    said = date_format(listing.as_of)
    return Cell(_("stale: %(day)s") % {"day": said}, state=State.TODAY) if is_stale(listing) else Cell(said)


def issuer_words(listing: DesignationList) -> Text:
    """Return who issues a list, where the system knows it in the reader's language."""
    return ListKind.UN.label if listing.kind == ListKind.UN else listing.issuer


def days_words(days: Iterable[str]) -> str:
    """Return days that are kept as text, in the reader's language."""
    return "; ".join(date_format(datetime.date.fromisoformat(day)) for day in days)


def stale_words(lists: Iterable[DesignationList]) -> Text:
    """Return a sentence that names the lists that are stale, or nothing."""
    stale = sorted({str(one) for one in lists if is_stale(one)})
    if not stale:
        return ""
    return _("The newest snapshot here is older than 7 days, or there is none: %(lists)s.") % {
        "lists": "; ".join(stale)
    }


def reference_cell(designation: Designation) -> Cell:
    """Return the reference of a designation, with the way to its page."""
    address = reverse("actors:designation-detail", args=[designation.pk])
    return Cell(designation.reference, href=address, code=True)


def delisted_cell(designation: Designation) -> Cell:
    """Return until when a designation stood. A file does not tell the day: then both snapshots are named."""
    if designation.delisted_on is None:
        return Cell(_("stands"))
    note = ""
    seen = designation.last_seen
    if designation.listing.feed and seen is not None:
        note = _("last seen on the list of %(day)s") % {"day": date_format(seen.generated_at.date())}
    return Cell(date_format(designation.delisted_on), note=note)


def because(reasons: Iterable[Designation]) -> str:
    """Return the designations that are a reason, in words: list, reference, since when."""
    return "; ".join(
        _("%(list)s, %(reference)s, listed on %(day)s")
        % {"list": one.listing, "reference": one.reference, "day": date_format(one.listed_on)}
        for one in reasons
    )
