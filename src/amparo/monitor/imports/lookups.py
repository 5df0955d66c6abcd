"""Our codes, read once into dictionaries: a row is understood without asking the database."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from django.utils.translation import gettext as _

from amparo.actors.models import Actor, ActorAlias
from amparo.actors.searching import words_of
from amparo.kernel.errors import Problem
from amparo.kernel.folding import fold
from amparo.monitor.imports.definition import ANSWERS, LISTS, UNATTRIBUTED, Definition
from amparo.monitor.models import TOLD_BY, AgeBand, Answer, HowMany, Sex
from amparo.monitor.searching import names
from amparo.places.models import Area, Level
from amparo.terms.models import RoleGroup, Term, Vocabulary

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Known:
    """A record that a code stands for: its id, and the words by which search finds it."""

    id: uuid.UUID
    code: str
    words: tuple[str, ...]


# Nobody identified yet: an answer, and not an actor.
NOBODY = Known(uuid.UUID(int=0), UNATTRIBUTED, ())

SEXES = {
    "girl": Sex.GIRL, "female": Sex.GIRL, "f": Sex.GIRL, "boy": Sex.BOY, "male": Sex.BOY, "m": Sex.BOY,
    "unknown": Sex.UNKNOWN, "not known": Sex.UNKNOWN, "u": Sex.UNKNOWN,
}  # fmt: skip
ANSWERED = {
    "yes": Answer.YES, "y": Answer.YES, "true": Answer.YES, "1": Answer.YES, "no": Answer.NO, "n": Answer.NO,
    "false": Answer.NO, "0": Answer.NO, "unknown": Answer.UNKNOWN, "not known": Answer.UNKNOWN, "u": Answer.UNKNOWN,
}  # fmt: skip
# Field -> the list that its items are of, and of roles the group ("": all of them).
TOLD_LISTS: Mapping[str, tuple[str, str]] = {
    "factors": (Vocabulary.ENTRY_FACTOR, ""),
    "methods": (Vocabulary.RECRUITMENT, ""),
    "roles": (Vocabulary.ROLE, ""),
    "combat": (Vocabulary.ROLE, RoleGroup.COMBAT),
    "support": (Vocabulary.ROLE, RoleGroup.SUPPORT),
    "exploitation": (Vocabulary.ROLE, RoleGroup.EXPLOITATION),
    "exits": (Vocabulary.EXIT, ""),
    "facilities": (Vocabulary.DETENTION_FACILITY, ""),
}
AGES: dict[str, str] = {band.value: band.value for band in AgeBand}


@dataclass(frozen=True)
class Finer:
    """Second-level parts by code, and by name within their first-level part, each with the part it lies in."""

    by_code: Mapping[str, tuple[uuid.UUID, Known, Known]] = field(default_factory=dict)
    by_name: Mapping[tuple[uuid.UUID, str], tuple[uuid.UUID, Known, Known]] = field(default_factory=dict)

    def of(self, text: str, country: uuid.UUID, within: uuid.UUID | None) -> tuple[Known, Known] | None:
        """Return the first- and the second-level part that a folded text means there; None where there is none."""
        found = self.by_code.get(text) or (self.by_name.get((within, text)) if within else None)
        if found is None or found[0] != country or within not in (None, found[1].id):
            return None
        return found[1], found[2]


@dataclass(frozen=True)
class Lookups:
    """What texts stand for. Keys are folded (`key`); the mapping's own codes come before ours.

    `admin1` is by country id; under None stand the codes, which are unique in the world. `finer` are
    second-level parts, read only where the mapping names them. `terms` are all
    items that an association is told by, retired ones too; `items` and `answers` are what its cells may hold, by field.
    These three are there only where the mapping has such columns.
    """

    countries: Mapping[str, Known]
    admin1: Mapping[uuid.UUID | None, Mapping[str, Known]]
    violations: Mapping[str, Known]
    actors: Mapping[str, Known]
    sexes: Mapping[str, str]
    ages: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    finer: "Finer" = field(default_factory=lambda: Finer())
    terms: Mapping[uuid.UUID, Term] = field(default_factory=dict)
    items: Mapping[str, Mapping[str, Term]] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """Return the form in which two writings of one code are equal."""
    return fold(" ".join(text.split()))


def load(definition: Definition) -> Lookups:
    """Read the codes of the system and lay the mapping's own over them. `problems` names those that lead nowhere.

    Only countries, their first-level parts, violations in use and actors with their aliases are read.
    """
    countries, parts = _areas()
    every_part = {code: known for group in parts.values() for code, known in group.items()}
    violations = _violations()
    actors = _actors()
    sexes = {key(text): str(sex) for text, sex in SEXES.items()}
    problems: list[Problem] = []
    terms = Term.objects.filter(vocabulary__in=TOLD_BY).order_by("position") if definition.told else ()
    return Lookups(
        countries=_with_own("country", definition, countries, countries, problems),
        admin1={**parts, None: _with_own("admin1", definition, parts[None], every_part, problems)},
        violations=_with_own("violation", definition, violations, violations, problems),
        actors=_with_own("actor", definition, actors, actors, problems),
        sexes=_with_own("sex", definition, sexes, sexes, problems),
        ages=_with_own("age", definition, AGES, AGES, problems),
        problems=problems,
        finer=_finer(parts) if definition.has_finer_places else Finer(),
        terms={term.pk: term for term in terms},
        items=_items(definition, [term for term in terms if not term.retired], problems),
        answers=_answers(definition, problems),
    )


def _items(definition: Definition, terms: Iterable[Term], problems: list[Problem]) -> dict[str, dict[str, Term]]:
    """Return what the cells of each list of an association may hold, by field: items by code and by label."""
    found = {}
    for name in (name for name in LISTS if name in definition.columns):
        vocabulary, group = TOLD_LISTS[name]
        known: dict[str, Term] = {}
        for term in terms:
            if term.vocabulary == vocabulary and group in ("", term.group):
                for text in (term.code, *names(term)):
                    known.setdefault(key(text), term)
        found[name] = _with_own(name, definition, known, known, problems)
    return found


def _answers(definition: Definition, problems: list[Problem]) -> dict[str, dict[str, str]]:
    """Return the texts of each answer, by field: yes, no and unknown; of leaving all, some, none and unknown."""
    plain = {key(text): str(answer) for text, answer in ANSWERED.items()}
    left = {key(text): str(value) for value in HowMany for text in (value, value.label)}
    known = {**dict.fromkeys(ANSWERS, plain), "left": left}
    return {
        name: _with_own(name, definition, texts, texts, problems)
        for name, texts in known.items()
        if name in definition.columns
    }


def _with_own(
    name: str, definition: Definition, ours: Mapping[str, V], among: Mapping[str, V], problems: list[Problem]
) -> dict[str, V]:
    """Return `ours` with the mapping's codes of this field laid over; each must lead to something in `among`."""
    found = dict(ours)
    for theirs, code in definition.codes.get(name, {}).items():
        known = among.get(key(code))
        if known is None:
            problems.append(
                Problem(
                    f"codes.{name}",
                    _("“%(theirs)s” is to mean “%(code)s”, which does not exist here.")
                    % {"theirs": theirs, "code": code},
                    _("Correct the code in the mapping, or add the missing entry to the system first."),
                )
            )
        else:
            found[key(theirs)] = known
    return found


def _areas() -> tuple[dict[str, Known], dict[uuid.UUID | None, dict[str, Known]]]:
    """Return countries by ISO code (two and three letters) and name, and their parts by code and by name."""
    countries: dict[str, Known] = {}
    parts: dict[uuid.UUID | None, dict[str, Known]] = {None: {}}
    two_letters = _two_letter_codes()
    # Of two parts of one name the one with a P-code is meant: its country is divided by those now.
    wanted = Area.objects.filter(level__in=(Level.COUNTRY, Level.ADMIN_1)).order_by("level", "-pcode", "code")
    # Plain values: some four thousand model objects take twice the time of all else that is done here.
    for id_, code, pcode, level, parent_id, name, others in wanted.values_list(
        "id", "code", "pcode", "level", "parent_id", "name", "names"
    ):
        known = Known(id_, code, tuple(text for text in (code, pcode, name, *others.values()) if text))
        group = countries if level == Level.COUNTRY else parts.setdefault(parent_id, {})
        for text in (*known.words, two_letters.get(code, "")):
            if text:
                group.setdefault(key(text), known)
        if level == Level.ADMIN_1:
            for text in filter(None, (code, pcode)):
                parts[None].setdefault(key(text), known)
    return countries, parts


def _finer(parts: Mapping[uuid.UUID | None, Mapping[str, Known]]) -> Finer:
    """Read the second-level parts: some thirty thousand where the lists of the whole world are in."""
    within = {known.id: (country, known) for country, group in parts.items() if country for known in group.values()}
    by_code: dict[str, tuple[uuid.UUID, Known, Known]] = {}
    by_name: dict[tuple[uuid.UUID, str], tuple[uuid.UUID, Known, Known]] = {}
    found = Area.objects.standing().filter(level=Level.ADMIN_2)
    for id_, code, pcode, parent_id, name, others in found.values_list(
        "id", "code", "pcode", "parent_id", "name", "names"
    ):
        if parent_id not in within:
            continue
        known = Known(id_, code, tuple(text for text in (code, pcode, name, *others.values()) if text))
        place = (*within[parent_id], known)
        for text in filter(None, (code, pcode)):
            by_code.setdefault(key(text), place)
        for text in (name, *others.values()):
            by_name.setdefault((parent_id, key(text)), place)
    return Finer(by_code, by_name)


def _two_letter_codes() -> dict[str, str]:
    """Return the two-letter code of each three-letter one. Loaded here: the tables cost 100 ms to read."""
    import pycountry

    return {country.alpha_3: country.alpha_2 for country in pycountry.countries}


def _violations() -> dict[str, Known]:
    found: dict[str, Known] = {}
    for term in Term.objects.filter(vocabulary=Vocabulary.VIOLATION, retired=False).order_by("position"):
        known = Known(term.pk, term.code, tuple(names(term)))
        for text in (term.code, *names(term)):
            found.setdefault(key(text), known)
    return found


def _actors() -> dict[str, Known]:
    """Return actors by code, and by name or alias where only one bears it; merged records count as one."""
    found = {key(UNATTRIBUTED): NOBODY}
    shared: set[str] = set()
    rows = list(Actor.objects.order_by("code"))
    words, heads = words_of(actor.pk for actor in rows), {actor.pk: actor.counts_as_id for actor in rows}
    aliases = defaultdict(list)
    for owner, text in ActorAlias.objects.values_list("actor_id", "text"):
        aliases[owner].append(text)
    for actor in rows:
        known = Known(actor.pk, actor.code, tuple(words[actor.pk]))
        found[key(actor.code)] = known
        for text in map(key, [*names(actor), *aliases[actor.pk]]):
            first = found.setdefault(text, known)
            if (heads.get(first.id) or first.id) != (actor.counts_as_id or actor.pk):
                shared.add(text)
    codes = {key(known.code) for known in found.values()}
    return {text: known for text, known in found.items() if text not in shared or text in codes}
