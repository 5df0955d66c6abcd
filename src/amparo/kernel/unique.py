"""What may stand once: the question before a save is asked again by the database, and answered in the same words."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from amparo.kernel.errors import Invalid, Problem

_UNIQUE = ("23505", "SQLITE_CONSTRAINT_UNIQUE")  # PostgreSQL's state, SQLite's name


@contextmanager
def unique_or(problem: Problem) -> Iterator[None]:
    """Save within; where somebody has saved the same at the same moment, raise Invalid with the problem.

    What the database refuses for another reason goes on as it is.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        cause = error.__cause__
        if not {getattr(cause, "sqlstate", None), getattr(cause, "sqlite_errorname", None)} & set(_UNIQUE):
            raise
        raise Invalid(problems=[problem]) from error
