"""A picture written anew by the limited process: its working copy, or one with cells blacked out."""

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from amparo.files import storing
from amparo.files.tables import limited
from amparo.kernel.errors import Invalid

READER = "amparo.files.pictures.child"
PATIENCE = 60.0
GRID = 12
"""Rows and columns of the cells that can be blacked out."""


@dataclass(frozen=True)
class Picture:
    """A picture that was written anew and has no place yet. Width and height in pixels."""

    arrived: storing.Incoming
    width: int
    height: int


@contextmanager
def written_anew(path: Path, media_type: str, *, cells: Sequence[int] = ()) -> Iterator[Picture]:
    """Yield the picture at `path` without metadata, turned upright, with `cells` of the grid black.

    Raises Invalid for a picture of more than `settings.MAX_PICTURE_PIXELS` or one that cannot be decoded, DiskFull
    where there is no room.
    """
    order = {
        "path": str(path),
        "type": media_type,
        "most_pixels": settings.MAX_PICTURE_PIXELS,
        "grid": GRID,
        "cells": list(cells),
    }
    with limited.answers(order, patience=PATIENCE, reader=READER) as answers:
        try:
            said = next(answers)
            if "refused" in said:
                raise _refusal(said["refused"])
            with storing.incoming(_Pieces(answers)) as arrived:
                yield Picture(arrived, said["width"], said["height"])
        except limited.ReaderDiedError as error:
            raise _refusal("broken") from error


def _refusal(code: str) -> Invalid:
    if code == "pixels":
        return Invalid(
            _("The picture has more than %(most)d million pixels.")
            % {"most": settings.MAX_PICTURE_PIXELS // 1_000_000},
            advice=_("Save it with fewer pixels."),
        )
    return Invalid(
        _("The picture is damaged, or it is none."),
        advice=_("Open it in a program for pictures, and save it again as JPEG or PNG."),
    )


class _Pieces:
    """The pieces that the process gives, as a stream. Its end is the end that the process says, and no other."""

    def __init__(self, answers: Iterator[dict[str, Any]]) -> None:
        self._answers = answers

    def read(self, _size: int, /) -> bytes:
        said = next(self._answers)
        return b"" if "end" in said else base64.b64decode(said["data"])
