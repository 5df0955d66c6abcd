"""What is wrong with a stated event: impossible dates, counts that contradict, unknown codes.

Every function returns problems, each with its place: the name of the form field it concerns (`date`,
`violations-0-type`, `victims-1-sex`), which a page links to and a file's reader turns into row and column.
"""

import datetime
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from amparo.actors.models import Actor
from amparo.kernel import clock
from amparo.kernel.errors import Problem
from amparo.kernel.fuzzy import FuzzyDate
from amparo.monitor.content import IncidentData, MentionData, VictimData
from amparo.monitor.models import AgeBand, Sex
from amparo.places.models import Area, Level
from amparo.terms.models import Term, Vocabulary

FIRST_YEAR = 1900
MOST_CHILDREN = 100_000
MOST_ROWS = 50
MOST_VICTIM_ROWS = 500
SUMMARY_LENGTH = 2000
PSEUDONYM_LENGTH = 80


def date_problems(date: FuzzyDate, where: str = "date") -> Iterator[Problem]:
    """Yield what is wrong with the date of an event: it lies in the future, or before this system's time."""
    if date.earliest > clock.today():
        yield Problem(where, _("This date lies in the future."), _("Give the day, month or year when it happened."))
    elif date.latest.year < FIRST_YEAR:
        yield Problem(where, _("This date lies before 1900."), _("Check the year."))


def incident_problems(data: IncidentData, *, kept_terms: frozenset[uuid.UUID] = frozenset()) -> list[Problem]:
    """Return all that is wrong with a stated incident; an empty list where nothing is.

    `kept_terms` are retired violation types that the incident already carries: they may stay.
    """
    return [
        *date_problems(data.date),
        *_place_problems(data),
        *_summary_problems(data.summary),
        *_violation_problems(data, kept_terms),
        *victims_problems(data.victims),
        *_repeated_rows(data.victims),
    ]


def _place_problems(data: IncidentData) -> Iterator[Problem]:
    wanted = [pk for pk in (data.country_id, data.admin1_id, data.admin2_id) if pk]
    areas = Area.objects.in_bulk(wanted)
    country = areas.get(data.country_id)
    if country is None or country.level != Level.COUNTRY:
        yield Problem("country", _("This country is not known."), _("Choose one from the list."))
        return
    part = areas.get(data.admin1_id) if data.admin1_id else None
    if data.admin1_id and (part is None or part.level != Level.ADMIN_1 or part.parent_id != country.pk):
        yield Problem("admin1", _("This place does not lie in the country."), _("Choose one of the country's parts."))
    finest = areas.get(data.admin2_id) if data.admin2_id else None
    if data.admin2_id and (finest is None or finest.level != Level.ADMIN_2 or finest.parent_id != data.admin1_id):
        yield Problem("admin2", _("This place does not lie in the part chosen."), _("Choose the part it lies in."))


def _summary_problems(summary: str) -> Iterator[Problem]:
    if len(summary) > SUMMARY_LENGTH:
        yield Problem(
            "summary", _("This text is too long."), _("Shorten it to %(most)d characters.") % {"most": SUMMARY_LENGTH}
        )


def _violation_problems(data: IncidentData, kept_terms: frozenset[uuid.UUID]) -> Iterator[Problem]:
    if not data.violations:
        yield Problem("violations", _("No violation is stated."), _("Say at least one thing that was done."))
    if len(data.violations) > MOST_ROWS:
        yield Problem(
            "violations",
            _("There are more than %(most)d violations.") % {"most": MOST_ROWS},
            _("Record a second incident."),
        )
    types = Term.objects.filter(vocabulary=Vocabulary.VIOLATION).in_bulk([row.type_id for row in data.violations])
    actors = set(
        Actor.objects.filter(pk__in=[row.actor_id for row in data.violations if row.actor_id]).values_list(
            "pk", flat=True
        )
    )
    for number, row in enumerate(data.violations):
        term = types.get(row.type_id)
        if term is None:
            yield Problem(
                f"violations-{number}-type", _("This violation is not known."), _("Choose one from the list.")
            )
        elif term.retired and term.pk not in kept_terms:
            yield Problem(f"violations-{number}-type", _("This violation is no longer used."), _("Choose another one."))
        if row.actor_id is not None and row.actor_id not in actors:
            yield Problem(f"violations-{number}-actor", _("This actor is not known."), _("Choose one from the list."))
        yield from _hit_problems(row.victims or (), len(data.victims), f"violations-{number}-victims")
    yield from _repeated_violations(data)


def _hit_problems(positions: Sequence[int], rows: int, where: str) -> Iterator[Problem]:
    if any(not 0 <= position < rows for position in positions):
        yield Problem(where, _("These children are not listed."), _("Add them under “Children”."))
    if len(set(positions)) < len(positions):
        yield Problem(where, _("The same children are named twice."), _("Name each row of children once."))


def _repeated_rows(victims: Iterable[VictimData]) -> Iterator[Problem]:
    """Yield a problem where two rows of children claim to be one stored row."""
    named = [row.id for row in victims if row.id]
    if len(set(named)) < len(named):
        yield Problem("victims", _("One row is sent twice."), _("Open the incident again."))


def _repeated_violations(data: IncidentData) -> Iterator[Problem]:
    seen = Counter((row.type_id, row.actor_id, row.victims) for row in data.violations)
    for number, row in enumerate(data.violations):
        if seen[row.type_id, row.actor_id, row.victims] > 1:
            yield Problem(
                f"violations-{number}-type",
                _("The same violation by the same actor is stated twice."),
                _("Keep one of them, or say which children each was done to."),
            )
            return


def victims_problems(victims: Iterable[VictimData], prefix: str = "victims") -> list[Problem]:
    """Return what is wrong with the children of an incident, row by row and among each other."""
    rows = list(victims)
    found = [problem for number, row in enumerate(rows) for problem in shape_problems(row, f"{prefix}-{number}")]
    if len(rows) > MOST_VICTIM_ROWS:
        said = _("There are more than %(most)d rows.") % {"most": MOST_VICTIM_ROWS}
        found.append(Problem(prefix, said, _("Import them from a file.")))
    named = Counter(row.pseudonym for row in rows if row.pseudonym)
    for number, row in enumerate(rows):
        if named.get(row.pseudonym, 0) > 1:
            found.append(
                Problem(
                    f"{prefix}-{number}-pseudonym",
                    _("This pseudonym stands twice in one incident."),
                    _("One child is listed once. Give two children two pseudonyms."),
                )
            )
    return found


def shape_problems(row: VictimData | MentionData, where: str) -> Iterator[Problem]:
    """Yield what is wrong with one row: it is one child with a sex, or a group with counts, never both."""
    counts = {"boys": row.boys, "girls": row.girls, "unknown": row.unknown}
    if row.age_band not in AgeBand.values:
        yield Problem(f"{where}-age_band", _("This age is not known."), _("Choose one from the list."))
    for name, count in counts.items():
        if not 0 <= count <= MOST_CHILDREN:
            yield Problem(f"{where}-{name}", _("This number cannot be."), _("Give a number from 0 to 100,000."))
    if row.pseudonym:
        yield from _one_child(row, where)
    elif row.sex:
        yield Problem(
            f"{where}-sex",
            _("A sex is given without a pseudonym."),
            _("For one child give a pseudonym too; for a group give counts instead."),
        )
    elif not any(counts.values()):
        yield Problem(f"{where}-boys", _("No child is counted."), _("Give a number, or a pseudonym for one child."))


def _one_child(row: VictimData | MentionData, where: str) -> Iterator[Problem]:
    if len(row.pseudonym) > PSEUDONYM_LENGTH:
        yield Problem(
            f"{where}-pseudonym",
            _("This pseudonym is too long."),
            _("Shorten it to %(most)d characters.") % {"most": PSEUDONYM_LENGTH},
        )
    if row.sex not in Sex.values:
        yield Problem(f"{where}-sex", _("The sex is missing."), _("Choose girl, boy or unknown."))
    if row.boys or row.girls or row.unknown:
        yield Problem(
            f"{where}-boys",
            _("One child and a count contradict each other."),
            _("Take out the pseudonym to count a group, or the counts to keep one child."),
        )


def decision_problems(decided_on: datetime.date, not_before: datetime.date) -> Iterator[Problem]:
    """Yield what is wrong with the day of a decision: in the future, or before the event could have happened."""
    if decided_on > clock.today():
        yield Problem("decided_on", _("This day lies in the future."), _("Give the day on which it was decided."))
    if decided_on < not_before:
        yield Problem(
            "decided_on",
            _("This day lies before the incident."),
            _("Check the day of the decision, and the date of the incident."),
        )
