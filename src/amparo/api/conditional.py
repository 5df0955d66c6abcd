"""ETags: an answer that has not changed is not sent again.

The tag is a digest over the representation, bytes and language as sent, so it is a strong one; where the answer is
compressed on its way, Django marks it as weak, as it must. It saves the way of the body, not the work: the reading
took place, and was recorded.
"""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from amparo.accounts.web import visitor

# A program may keep what its token read, if it asks each time whether that still holds. What a browser was answered
# under a session is kept nowhere (`accounts.middleware.session_limits` says so): the next person at it may press Back.
FOR_TOKENS = "private, no-cache"
FOR_EVERYBODY = "no-cache"


def conditional(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Give an answer its ETag, and return it, or 304 without a body where the program holds it already."""
    tag = f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
    answer["ETag"] = tag
    person = visitor(request)
    if person is None:
        answer["Cache-Control"] = FOR_EVERYBODY
    elif person.grant is not None:
        answer["Cache-Control"] = FOR_TOKENS
    patch_vary_headers(answer, ["Authorization", "Cookie", "Accept-Language"])
    found = get_conditional_response(request, etag=tag, response=answer)
    return found if isinstance(found, HttpResponse) else answer
