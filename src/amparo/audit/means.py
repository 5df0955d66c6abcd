"""By what means somebody acts, where it is not the own session: a token of the API.

Every event that is recorded meanwhile names the token in its detail, whichever room records it.
"""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

TOKEN = "token"  # noqa: S105  (the name of a detail)
_token: ContextVar[uuid.UUID | None] = ContextVar("amparo.audit.token", default=None)


@contextmanager
def through_token(token_id: uuid.UUID) -> Iterator[None]:
    """Name this token in each event that is recorded within the block, in this thread alone."""
    before = _token.set(token_id)
    try:
        yield
    finally:
        _token.reset(before)


def with_means(detail: Mapping[str, object] | None) -> Mapping[str, object]:
    """Return a detail with the token through which somebody acts, if any."""
    token_id = _token.get()
    return detail or {} if token_id is None else {**(detail or {}), TOKEN: token_id}
