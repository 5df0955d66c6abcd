"""What can go wrong, in words for people: what happened (`detail`), what to do next (`advice`), and where (`problems`).

The same error gives the same text on a page, in the API (RFC 9457 problem JSON) and on the command line: the
texts live here, the three renderings in `kernel.problem` and `cli.common`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PROBLEM_TYPE = "urn:amparo:problem:"


@dataclass(frozen=True)
class Problem:
    """One fault in what was given: where it is (a field, or "row 12, column date"), what it is, what to do."""

    where: str
    message: StrOrPromise
    advice: StrOrPromise = ""

    def as_json(self) -> dict[str, str]:
        """Return the fault as JSON-ready texts in the active language."""
        return {"where": self.where, "message": str(self.message), "advice": str(self.advice)}


@dataclass(frozen=True)
class Difference:
    """One field of a refused change: its name in words, what is stored now, and what was to be stored."""

    label: StrOrPromise
    theirs: object
    yours: object


class AmparoError(Exception):
    """An error that is meant to be read by the person who caused or met it.

    `slug` names the kind for programs, `status` is its HTTP status, `title` its name in words. `detail` says what
    happened in this case, `advice` what to do next; both fall back to the texts of the kind.
    """

    slug: ClassVar[str] = "failed"
    status: ClassVar[int] = 500
    title: ClassVar[StrOrPromise] = _("Something went wrong here")
    usual_detail: ClassVar[StrOrPromise] = _("The system could not finish what you asked for. Nothing was saved.")
    usual_advice: ClassVar[StrOrPromise] = _(
        "Try again. If it happens again, tell your administrator when it happened."
    )

    def __init__(
        self, detail: StrOrPromise = "", *, advice: StrOrPromise = "", problems: Iterable[Problem] = ()
    ) -> None:
        super().__init__(detail)
        self.problems: tuple[Problem, ...] = tuple(problems)
        self._detail = detail
        self._advice = advice

    @property
    def detail(self) -> str:
        """What happened, in the active language."""
        return str(self._detail or self.usual_detail)

    @property
    def advice(self) -> str:
        """What to do next, in the active language."""
        return str(self._advice or self.usual_advice)

    def __str__(self) -> str:
        return self.detail

    def as_json(self) -> dict[str, Any]:
        """Return the members of an RFC 9457 problem object, with `advice` and `problems` as extensions."""
        body: dict[str, Any] = {
            "type": PROBLEM_TYPE + self.slug,
            "title": str(self.title),
            "status": self.status,
            "detail": self.detail,
            "advice": self.advice,
        }
        if self.problems:
            body["problems"] = [problem.as_json() for problem in self.problems]
        return body


class NotFound(AmparoError):
    """There is no such object, or none that this person may know of: the two read alike."""

    slug = "not-found"
    status = 404
    title = _("Not found")
    usual_detail = _("There is nothing here, or nothing that you may see.")
    usual_advice = _("Check the address. If someone sent it to you, ask whether you should have access.")


class Unauthenticated(AmparoError):
    """Nobody is signed in. Pages lead to the sign-in instead; the API answers this."""

    slug = "sign-in"
    status = 401
    title = _("Please sign in")
    usual_detail = _("Nobody is signed in, or the session has ended.")
    usual_advice = _("Sign in and ask again.")


class NotAllowed(AmparoError):
    """The person may know the object, but may not do this to it."""

    slug = "not-allowed"
    status = 403
    title = _("Not allowed")
    usual_detail = _("Your role does not allow this.")
    usual_advice = _("Ask a colleague whose role allows it, or your administrator if your role should change.")


class WrongMethod(AmparoError):
    """The address exists, and does not take what was done to it (a POST to a list that is only read)."""

    slug = "wrong-method"
    status = 405
    title = _("Not done like this")
    usual_detail = _("This address does not take requests of this method.")
    usual_advice = _("Look up in the documentation which methods it takes; the Allow header names them.")


class Unreadable(AmparoError):
    """What was sent cannot be read at all."""

    slug = "unreadable"
    status = 400
    title = _("This cannot be read")
    usual_detail = _("The body of the request is not JSON in UTF-8. Nothing was saved.")
    usual_advice = _("Send one JSON object, with the header “Content-Type: application/json”.")


class Invalid(AmparoError):
    """What was given cannot be accepted as it stands; `problems` say where."""

    slug = "invalid"
    status = 422
    title = _("Please check what you entered")
    usual_detail = _("Something in what you entered cannot be accepted. Nothing was saved.")
    usual_advice = _("Correct the places named and send it again.")


class Stale(AmparoError):
    """Somebody saved this record after it was opened. Both values are kept in `theirs` and `yours`.

    The two mappings have the same keys: the fields, by name, in which the stored value and the refused one
    differ. `labels` gives their names in words. Values are ready to be shown.
    """

    slug = "stale"
    status = 409
    title = _("Someone else changed this meanwhile")
    usual_detail = _("This record was saved by someone else after you opened it. Your change was not saved.")
    usual_advice = _("Compare both values, decide for each, and save again.")

    def __init__(
        self,
        detail: StrOrPromise = "",
        *,
        advice: StrOrPromise = "",
        theirs: Mapping[str, object] | None = None,
        yours: Mapping[str, object] | None = None,
        labels: Mapping[str, StrOrPromise] | None = None,
        version: int | None = None,
    ) -> None:
        super().__init__(detail, advice=advice)
        self.theirs = dict(theirs or {})
        self.yours = dict(yours or {})
        self.labels = dict(labels or {})
        self.version = version

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The fields in which both values differ, for a page."""
        return tuple(
            Difference(self.labels.get(name, name), theirs, self.yours.get(name))
            for name, theirs in self.theirs.items()
        )

    def as_json(self) -> dict[str, Any]:
        """Add the present `version` and both values, as texts."""
        return super().as_json() | {
            "version": self.version,
            "theirs": {name: _text(value) for name, value in self.theirs.items()},
            "yours": {name: _text(value) for name, value in self.yours.items()},
        }


class Conflict(AmparoError):
    """The request makes sense, but not in the state that the record is in."""

    slug = "conflict"
    status = 409
    title = _("Not possible at this point")
    usual_detail = _("The record is in a state that does not allow this. Nothing was saved.")
    usual_advice = _("Open the record again to see where it stands.")


class TooLarge(AmparoError):
    """More was sent than is accepted."""

    slug = "too-large"
    status = 413
    title = _("Too large")
    usual_detail = _("What you sent is larger than the system accepts. Nothing was saved.")
    usual_advice = _("Send it in smaller parts.")


class TooMany(AmparoError):
    """Too many requests in a short time."""

    slug = "too-many"
    status = 429
    title = _("Too many attempts")
    usual_detail = _("There were too many attempts in a short time.")
    usual_advice = _("Wait a few minutes, then try again.")


class Unavailable(AmparoError):
    """The system cannot do this now, through no fault of the person."""

    slug = "unavailable"
    status = 503
    title = _("Not available at the moment")
    usual_detail = _("The system cannot do this at the moment. Nothing was saved.")
    usual_advice = _("Wait a minute, then try again. If it lasts, tell your administrator.")


def _text(value: object) -> str | int | float | bool | None:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
