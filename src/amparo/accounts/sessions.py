"""What a session remembers about its own sign-in. Kept apart so that middleware, signals and tests agree."""

from django.contrib.sessions.backends.base import SessionBase

from amparo.accounts.models import Person
from amparo.kernel import clock

SIGNED_IN_AT = "amparo.signed_in_at"
SEEN_AT = "amparo.seen_at"
SECOND_FACTOR = "amparo.second_factor"
ENDED = "amparo.ended"


def begin(session: SessionBase) -> None:
    """Start both clocks of a session that has just signed in: the absolute and the idle one."""
    now = clock.now().timestamp()
    session[SIGNED_IN_AT] = now
    session[SEEN_AT] = now


def remember_second_factor(session: SessionBase, person: Person) -> None:
    """Note that this session proved a second factor of this person, or has just set one up.

    The person is noted too: a browser where one person proved a factor and another signs in has proved nothing.
    """
    session[SECOND_FACTOR] = str(person.pk)


def has_second_factor(session: SessionBase, person: Person) -> bool:
    """Say whether this session proved a second factor of this person."""
    return session.get(SECOND_FACTOR) == str(person.pk)
