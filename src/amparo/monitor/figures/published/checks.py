"""What is wrong with a stated figure. Places of problems are names of form fields.

Sums are not among it: what was printed stays as printed, and `figures.checks` flags what does not add up.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from amparo.kernel import clock
from amparo.kernel.errors import Problem
from amparo.kernel.lines import one_line
from amparo.monitor.figures.published.content import KEY, FigureData, Grounds
from amparo.monitor.figures.wording import WORLD
from amparo.monitor.models import PublishedFigure, Standing, Unit
from amparo.monitor.models.figures import Qualifier
from amparo.places import selectors as places

LONGEST = {"party": 200, "source": 500, "note": 500}
LONGEST_GROUNDS = 500
MOST = 100_000_000
NUMBERS = ("total", "boys", "girls", "unknown_sex", "party_total", "unattributed")


def figure_problems(data: FigureData, grounds: Grounds, existing: PublishedFigure | None = None) -> list[Problem]:
    """Return all that is wrong; an empty list where nothing is. Two queries."""
    return [
        *_code_problems(data),
        *_period_problems(data),
        *_number_problems(data),
        *_text_problems(data),
        *grounds_problems(grounds),
        *_twin_problems(data, existing),
    ]


def grounds_problems(grounds: Grounds) -> Iterator[Problem]:
    """Yield what is missing of why, and of where it is printed."""
    if not grounds.reason.strip():
        yield Problem("reason", _("The reason is missing."), _("Say why the register changes."))
    if not grounds.reference.strip():
        yield Problem("reference", _("The source is missing."), _("Name the document and the page."))
    for name in ("reason", "reference"):
        if len(getattr(grounds, name)) > LONGEST_GROUNDS:
            yield Problem(name, _("This text is too long."), _("Shorten it to 500 characters."))


def _code_problems(data: FigureData) -> Iterator[Problem]:
    if data.situation != WORLD and not places.countries().filter(code=data.situation).exists():
        yield Problem("situation", _("This situation is not known."), _("Choose one from the list."))
    for name, codes in (("unit", Unit), ("qualifier", Qualifier), ("standing", Standing)):
        if getattr(data, name) not in codes.values:
            yield Problem(name, _("This is not one of the choices."), _("Choose one from the list."))


def _period_problems(data: FigureData) -> Iterator[Problem]:
    if data.period_end < data.period_start:
        yield Problem("period_end", _("The period ends before it begins."), _("Check both days."))
    elif data.period_start > clock.today():
        yield Problem("period_start", _("This day lies in the future."), _("Nothing is published of it yet."))
    elif data.period_end.year > clock.today().year:
        yield Problem("period_end", _("This day lies in the future."), _("Nothing is published of it yet."))
    elif data.period_start.year < 1900:
        yield Problem("period_start", _("This day lies before 1900."), _("Check the year."))


def _number_problems(data: FigureData) -> Iterator[Problem]:
    for name in NUMBERS:
        value = getattr(data, name)
        if value is not None and not 0 <= value <= MOST:
            yield Problem(name, _("This number cannot be."), _("Give a number from 0 to 100,000,000."))
    if bool(data.party.strip()) != (data.party_total is not None):
        yield Problem(
            "party_total", _("A party and its number stand together or not at all."), _("Give both, or neither.")
        )


def _text_problems(data: FigureData) -> Iterator[Problem]:
    if not one_line(data.source):
        yield Problem("source", _("The source is missing."), _("Name the document that prints the number."))
    for name, most in LONGEST.items():
        if len(getattr(data, name)) > most:
            yield Problem(name, _("This text is too long."), _("Shorten it to %(most)d characters.") % {"most": most})


def _twin_problems(data: FigureData, existing: PublishedFigure | None) -> Iterator[Problem]:
    twins = PublishedFigure.objects.filter(**{name: getattr(data, name) for name in KEY})
    if (twins.exclude(pk=existing.pk) if existing else twins).exists():
        yield Problem(
            "source",
            _("The register holds a figure of this situation, period, unit, party and source already."),
            _("Correct that one, or name the source more exactly."),
        )
