"""What is wrong with a stated context. Places of problems are names of form fields."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.actors.contexts.content import ContextData
from amparo.actors.contexts.models import Context, Extent, Kind
from amparo.kernel import clock
from amparo.kernel.errors import Problem
from amparo.kernel.lines import one_line

LONGEST = {"organisation": 200, "ground": 2000, "sources": 1000}


def context_problems(data: ContextData, existing: Context | None = None) -> list[Problem]:
    """Return all that is wrong; an empty list where nothing is."""
    return [*_text_problems(data), *_kind_problems(data), *_day_problems(data), *_overlaps(data, existing)]


def _text_problems(data: ContextData) -> Iterator[Problem]:
    if not one_line(data.organisation):
        yield Problem("organisation", _("Nobody answers for this assessment."), _("Name the agency or body."))
    if not data.ground.strip():
        yield Problem("ground", _("The ground is missing."), _("Say what the assessment rests on."))
    for name, most in LONGEST.items():
        if len(getattr(data, name)) > most:
            yield Problem(name, _("This text is too long."), _("Shorten it to %(most)d characters.") % {"most": most})


def _kind_problems(data: ContextData) -> Iterator[Problem]:
    if not data.kinds:
        yield Problem("kinds", _("Nothing is said to be present."), _("Choose at least one."))
    if data.extent not in Extent.values:
        yield Problem("extent", _("This extent is not known."), _("Choose one of the two."))


def _day_problems(data: ContextData) -> Iterator[Problem]:
    today = clock.today()
    if data.starts.earliest > today:
        yield Problem("starts", _("This date lies in the future."), _("Record it once it has begun."))
    if data.ends is not None and data.ends.latest < data.starts.earliest:
        yield Problem("ends", _("It ends before it begins."), _("Check both dates."))
    if data.assessed_on > today:
        yield Problem("assessed_on", _("This day lies in the future."), _("Write the day of the assessment."))


def _overlaps(data: ContextData, existing: Context | None) -> Iterator[Problem]:
    """Refuse a second context of one place and kind at one time: two answers to one question would both be shown."""
    if not data.kinds:
        return
    of_kind = Q()
    for kind in data.kinds:
        of_kind |= Q(**{kind.value: True})
    found = Context.objects.filter(of_kind, place_id=data.place_id)
    found = found.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=data.starts.earliest))
    if data.ends is not None:
        found = found.filter(starts_on__lte=data.ends.latest)
    other = (found.exclude(pk=existing.pk) if existing else found).first()
    if other is not None:
        shared = ", ".join(str(kind.label) for kind in Kind if kind in data.kinds and kind in other.kinds)
        yield Problem(
            "kinds",
            _("This place has a context with %(kinds)s in this period already, since %(since)s.")
            % {"kinds": shared, "since": other.starts_text},
            _("Assess that one anew, or end it before this one begins."),
        )
