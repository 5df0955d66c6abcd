"""What a chunk of rows adds: incidents with their children and acts, put together before anything is written."""

import uuid
from dataclasses import dataclass, field

from amparo.kernel.ids import uuid7
from amparo.monitor.content import AssociationData
from amparo.monitor.imports.joining import Child, Existing
from amparo.monitor.imports.lookups import NOBODY, Known
from amparo.monitor.imports.telling import Said, Telling
from amparo.monitor.imports.understanding import Meaning
from amparo.monitor.models import Status
from amparo.monitor.searching import incident_text
from amparo.monitor.snapshots import told_data


@dataclass(slots=True)
class NewChild:
    """A victim row to be written."""

    id: uuid.UUID
    meaning: Meaning


@dataclass(slots=True)
class NewAct:
    """A violation, new or there already (`is_new` false), with the children that rows of this chunk add to it.

    `said` is what is told of its association, where rows of this chunk tell of one.
    """

    id: uuid.UUID
    type: Known
    actor: Known | None
    is_new: bool
    children: dict[uuid.UUID, None] = field(default_factory=dict)
    said: Said | None = None


@dataclass(slots=True)
class Draft:
    """One incident of a chunk. `first` is the row that defines it; an incident that is there keeps its own facts."""

    id: uuid.UUID
    code: str
    first: Meaning
    existing: Existing | None = None
    children: list[NewChild] = field(default_factory=list)
    acts: dict[tuple[uuid.UUID, uuid.UUID], NewAct] = field(default_factory=dict)
    by_pseudonym: dict[str, uuid.UUID] = field(default_factory=dict)
    references: list[str] = field(default_factory=list)
    pseudonyms: list[str] = field(default_factory=list)

    def add(self, meaning: Meaning, source_id: uuid.UUID, telling: Telling | None = None) -> uuid.UUID:
        """Add one row, and return the id of the child or group that it speaks of. Raises Wrong."""
        before = len(self.children)
        child_id = self._child(meaning, source_id)
        actor_id = meaning.actor.id if meaning.actor else NOBODY.id
        act = self.acts.get((meaning.violation.id, actor_id))
        if act is None:
            there = self.existing.acts.get((meaning.violation.id, actor_id)) if self.existing else None
            act = NewAct(there or uuid7(), meaning.violation, meaning.actor, there is None)
            self.acts[meaning.violation.id, actor_id] = act
        act.children[child_id] = None
        if telling is not None and meaning.told is not None:
            self._tell(act, meaning, meaning.told, telling, same_children=len(self.children) == before)
        if meaning.reference:
            self.references.append(meaning.reference)
        return child_id

    def _tell(
        self, act: NewAct, meaning: Meaning, told: AssociationData, telling: Telling, *, same_children: bool
    ) -> None:
        if self.existing is None and meaning is self.first:
            act.said = Said(told, meaning.size)  # The row was found to hold together when it was understood.
            return
        if act.said is None:
            actor_id = act.actor.id if act.actor else NOBODY.id
            act.said = self.existing.said_of(act.type.id, actor_id) if self.existing else Said()
        day = self.existing.earliest if self.existing else self.first.date.earliest
        act.said.add(telling, told, meaning.size, act.type.code, day, same_children=same_children)

    def _child(self, meaning: Meaning, source_id: uuid.UUID) -> uuid.UUID:
        if meaning.pseudonym and meaning.pseudonym in self.by_pseudonym:
            return self.by_pseudonym[meaning.pseudonym]
        meant: Child | None = self.existing.child_meant(meaning, source_id) if self.existing else None
        if meant is not None:
            return meant.id
        child = NewChild(uuid7(), meaning)
        self.children.append(child)
        if meaning.pseudonym:
            self.by_pseudonym[meaning.pseudonym] = child.id
            self.pseudonyms.append(meaning.pseudonym)
        return child.id

    def search_text(self, source_words: tuple[str, ...]) -> str:
        """Return the words by which a new incident is found."""
        first = self.first
        acts = self.acts.values()
        return incident_text(
            code=self.code,
            summary=first.summary,
            places=first.place_words,
            acts=[word for act in acts for word in act.type.words],
            actors=[word for act in acts if act.actor for word in act.actor.words],
            sources=source_words,
            references=self.references,
            pseudonyms=self.pseudonyms,
        )

    def history(self) -> dict[str, object]:
        """Return the first version of a new incident, as `snapshots.incident_data` gives it."""
        first = self.first
        return {
            "code": self.code,
            "date": first.date.text,
            "date_earliest": first.date.earliest.isoformat(),
            "date_latest": first.date.latest.isoformat(),
            "country": str(first.country.id),
            "admin1": str(first.admin1.id) if first.admin1 else None,
            "admin2": str(first.admin2.id) if first.admin2 else None,
            "summary": first.summary,
            "status": Status.REPORTED.value,
            "level": "",
            "verified_on": None,
            "victims": [
                {
                    "id": str(child.id),
                    "pseudonym": child.meaning.pseudonym,
                    "sex": child.meaning.sex,
                    "age_band": child.meaning.age_band,
                    "boys": child.meaning.boys,
                    "girls": child.meaning.girls,
                    "unknown": child.meaning.unknown,
                }
                for child in self.children
            ],
            "violations": [
                {
                    **({"association": told_data(act.said.data)} if act.said else {}),
                    "id": str(act.id),
                    "type": str(act.type.id),
                    "actor": str(act.actor.id) if act.actor else None,
                    "victims": sorted(map(str, act.children)),
                }
                for act in self.acts.values()
            ],
        }
