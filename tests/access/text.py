"""The text of an answer, made comparable."""

import re

from django.http import HttpResponseBase

# What differs between two answers to the same question: the token of a form, and the id that marks a submission.
FRESH = re.compile(r'(name="(?:csrfmiddlewaretoken|submission)"[^>]*value=")[^"]*')


def body(response: HttpResponseBase) -> str:
    """Return the text of an answer without what is fresh in every answer."""
    raw = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]  # one of the two, by `streaming`
    return FRESH.sub(r"\1", raw.decode("utf-8", "replace"))
