"""Handing stored files out: to be saved, never to be run or opened as a page of ours."""

from django.core.files.storage import default_storage
from django.http import FileResponse
from django.utils.translation import gettext as _

from amparo.kernel.errors import Conflict


def refuse_missing(name: str) -> None:
    """Raise Conflict where a stored file is not on the disk any more."""
    if not default_storage.exists(name):
        raise Conflict(
            _("The file is not on the disk of the server any more. Its record and its custody log are."),
            advice=_("Tell your administrator: a backup may hold it. Its SHA-256 shows whether it is the same."),
        )


def handed_out(name: str, shown_name: str, *, media_type: str = "") -> FileResponse:
    """Return a stored file as an answer: to be saved, never to be run or opened as a page of ours.

    `media_type` is given for pictures that were written anew here, which a page shows; all else is plain bytes, for a
    table or a text may pretend to be a page.
    """
    answer = FileResponse(
        default_storage.open(name),
        as_attachment=not media_type,
        filename=shown_name,
        content_type=media_type or "application/octet-stream",
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
