"""The text of an answer, made comparable."""

import re

from django.http import HttpResponseBase

# What differs between two answers to the same question: the token of a form, the id that marks a submission, and
# the minute at which the page was drawn (shown in print).
FRESH = (
    re.compile(r'(name="(?:csrfmiddlewaretoken|submission)"[^>]*value=")[^"]*'),
    re.compile(r'(class="print-head"><div class="row"><span>[^<]*</span><span>)[^<]*'),
)


def body(response: HttpResponseBase) -> str:
    """Return the text of an answer without what is fresh in every answer."""
    raw = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]  # one of the two, by `streaming`
    text = raw.decode("utf-8", "replace")
    for fresh in FRESH:
        text = fresh.sub(r"\1", text)
    return text
