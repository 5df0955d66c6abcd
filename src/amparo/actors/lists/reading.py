"""The consolidated list of the United Nations Security Council (XML): its groups, repaired; its people, counted.

What is repaired: line breaks and runs of blanks within names, blanks around references, dates with an offset
(`2015-03-27-04:00` is the day 2015-03-27 where it was written). Comments are left out: they name people.

The file comes from outside: no document type, no entity, nothing external; bounded in bytes, depth, groups, names.
"""

import datetime
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from amparo.actors.lists.content import Entry, ListedName, PublishedList
from amparo.actors.lists.models import DesignationName
from amparo.kernel import clock
from amparo.kernel.errors import Invalid, Problem, TooLarge
from amparo.kernel.lines import one_line

MOST_BYTES = 32 * 1024 * 1024
MOST_GROUPS = 10_000
MOST_NAMES = 400
MOST_DEPTH = 12
LONGEST_NAME = 500
ROOT, GROUP, INDIVIDUAL = "CONSOLIDATED_LIST", "ENTITY", "INDIVIDUAL"

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(T[\d:.]+)?(Z|[+-]\d{2}:\d{2})?")
_QUALITIES = {
    "a.k.a.": DesignationName.Quality.ALSO,
    "f.k.a.": DesignationName.Quality.FORMERLY,
    "good": DesignationName.Quality.GOOD,
    "low": DesignationName.Quality.LOW,
}


def read_list(path: Path) -> PublishedList:
    """Read a file. Raises TooLarge, and Invalid with every problem found, each with the reference of its entry."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise TooLarge(
            _("The file is larger than %(most)d MB. Nothing of it was read.") % {"most": MOST_BYTES // 1024 // 1024},
            advice=_("Check that it is the published list: that has some 2 MB."),
        )
    reader = _Reader()
    try:
        reader.read(path)
    except DefusedXmlException as error:
        raise Invalid(
            _("The file declares entities or a document type, which the published list does not. It was not read."),
            advice=_("Fetch the list anew from the site of the United Nations."),
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise Invalid(
            _("The file is no whole XML file: it is damaged, or ends in the middle. Nothing of it was saved."),
            advice=_("Fetch the list anew, and wait for its end."),
        ) from error
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    return reader.result(sha256, size)


def _refused(problem: str, advice: str) -> Invalid:
    return Invalid(problem, advice=advice)


class _Reader:
    """Walks through the file once. Groups are read as they end; people are counted and forgotten."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._entries: dict[tuple[str, str], Entry] = {}
        self._generated: datetime.datetime | None = None
        self._individuals = self._repaired_names = self._repaired_dates = self._groups = 0
        self._has_groups = False

    def read(self, path: Path) -> None:
        depth = 0
        for event, element in iterparse(str(path), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                depth += 1
                self._open(element, depth)
            else:
                depth -= 1
                self._close(element, depth)

    def result(self, sha256: str, size: int) -> PublishedList:
        """Return what was read, or raise Invalid with all that is wrong."""
        if not self._has_groups or not (self._entries or self.problems):
            raise _refused(
                _("The file holds no group at all. The published list has a part for them."),
                _("Fetch the whole consolidated list, not a part of it."),
            )
        if self.problems or self._generated is None:
            raise Invalid(
                _("The list has %(count)d problems. Nothing of it was saved.") % {"count": len(self.problems)},
                problems=self.problems[:100],
                advice=_("Fetch the list anew. If it is the same again, tell those who publish it."),
            )
        return PublishedList(
            self._generated,
            tuple(sorted(self._entries.values(), key=lambda entry: entry.key)),
            self._individuals,
            self._repaired_names,
            self._repaired_dates,
            sha256,
            size,
        )

    def _open(self, element: Element, depth: int) -> None:
        if depth == 1:
            self._begin(element)
        elif depth > MOST_DEPTH:
            raise _refused(
                _("The file is nested deeper than the published list ever is."),
                _("Fetch the list anew from the site of the United Nations."),
            )
        elif depth == 2 and element.tag == "ENTITIES":
            self._has_groups = True

    def _begin(self, root: Element) -> None:
        if root.tag != ROOT:
            raise _refused(
                _("This is another file: it begins with “%(tag)s” and not with “%(expected)s”.")
                % {"tag": root.tag[:60], "expected": ROOT},
                _("Give the consolidated list of the United Nations Security Council as XML."),
            )
        self._generated = _moment(root.get("dateGenerated", ""))
        if self._generated is None:
            raise _refused(
                _("The file does not say when it was generated, or in a way that cannot be read."),
                _("Fetch the list anew: its first line has a date."),
            )
        if self._generated > clock.now() + datetime.timedelta(days=1):
            raise _refused(
                _("The file says that it was generated on a day that has not come yet: %(day)s.")
                % {"day": self._generated.date().isoformat()},
                _("Check the file, and the clock of this machine."),
            )

    def _close(self, element: Element, depth: int) -> None:
        """Take what has ended. Whatever it held is freed, people before anything of them is looked at."""
        if depth == 2 and element.tag == INDIVIDUAL:
            self._individuals += 1
        elif depth == 2 and element.tag == GROUP:
            self._groups += 1
            if self._groups > MOST_GROUPS:
                raise _refused(
                    _("The file names more than %(most)d groups.") % {"most": MOST_GROUPS},
                    _("Check that it is the published list."),
                )
            self._take(element)
        if depth == 2:
            element.clear()

    def _take(self, group: Element) -> None:
        said = {tag: one_line(group.findtext(tag) or "") for tag in ("REFERENCE_NUMBER", "UN_LIST_TYPE")}
        name = self._name(group.findtext("FIRST_NAME"))
        where = said["REFERENCE_NUMBER"] or _("group %(number)d") % {"number": self._groups}
        listed = self._day(where, "LISTED_ON", group.findtext("LISTED_ON") or "")
        missing = [tag for tag, value in {**said, "FIRST_NAME": name}.items() if not value]
        for tag in missing:
            self._note(where, _("%(field)s is missing.") % {"field": tag})
        updates = [one.text or "" for one in group.findall("LAST_DAY_UPDATED/VALUE")]
        amended = [self._day(where, "LAST_DAY_UPDATED", text) for text in updates if text.strip()]
        names = tuple(dict.fromkeys(self._names(group)))
        if len(names) > MOST_NAMES or any(len(one) > LONGEST_NAME for one in (name, *(n.name for n in names))):
            self._note(where, _("It has too many names, or one that is too long."))
        elif any(len(value) > 60 for value in said.values()):
            self._note(where, _("Its reference or its list is longer than 60 characters."))
        elif not missing and listed:
            days = tuple(sorted({day for day in amended if day}))
            self._keep(Entry(said["UN_LIST_TYPE"], said["REFERENCE_NUMBER"], name, listed, days, names))

    def _keep(self, entry: Entry) -> None:
        if entry.key in self._entries:
            self._note(entry.reference, _("The file has this reference twice."))
        if self._generated and entry.listed_on > self._generated.date() + datetime.timedelta(days=1):
            self._note(entry.reference, _("It was listed after the file was generated."))
        self._entries[entry.key] = entry

    def _names(self, group: Element) -> Iterator[ListedName]:
        original = self._name(group.findtext("NAME_ORIGINAL_SCRIPT"))
        if original:
            yield ListedName(original, DesignationName.Quality.ORIGINAL)
        for alias in group.findall("ENTITY_ALIAS"):
            name = self._name(alias.findtext("ALIAS_NAME"))
            said = one_line(alias.findtext("QUALITY") or "").lower()
            if name:
                yield ListedName(name, _QUALITIES.get(said, DesignationName.Quality.UNSTATED))

    def _name(self, text: str | None) -> str:
        repaired = one_line(text or "")
        self._repaired_names += repaired != (text or "")
        return repaired

    def _day(self, where: str, field: str, text: str) -> datetime.date | None:
        found = _DAY.fullmatch(text.strip())
        try:
            day = datetime.date.fromisoformat(found[1]) if found else None
        except ValueError:
            day = None
        if day is None:
            said = _("%(field)s is no date: “%(text)s”.") if text.strip() else _("%(field)s is missing.")
            self._note(where, said % {"field": field, "text": one_line(text)[:40]})
        self._repaired_dates += day is not None and text != day.isoformat()
        return day

    def _note(self, where: str, message: str) -> None:
        self.problems.append(Problem(where[:60], message))


def _moment(text: str) -> datetime.datetime | None:
    try:
        moment = datetime.datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
