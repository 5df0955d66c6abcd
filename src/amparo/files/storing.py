"""Bytes from outside onto the disk: as a stream, with their SHA-256, whole or not at all."""

import errno
import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amparo.files.tables.problems import TableError, TableProblem
from amparo.kernel.errors import TooLarge, Unavailable

CHUNK = 1 << 20
INCOMING = "incoming"
EVIDENCE = "evidence"
WORKING = "working"
SWEEP_AFTER = 24 * 3600


class Readable(Protocol):
    """Anything with bytes to read: an upload, an open file."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Incoming:
    """A file that has arrived and has no place yet. `size` is in bytes, `sha256` in hexadecimal."""

    path: Path
    size: int
    sha256: str


class DiskFull(Unavailable):
    """There is no room for the file."""

    slug = "disk-full"
    usual_detail = _("The disk of the server is full. Nothing of the file was kept.")
    usual_advice = _("Tell your administrator. Once there is room, send the file again.")


@contextmanager
def incoming(stream: Readable, *, most: int | None = None) -> Iterator[Incoming]:
    """Write the stream to a private file (0600), synced to disk, that is gone at the end of the block unless placed.

    Raises TooLarge beyond `most` bytes (`settings.MAX_UPLOAD_BYTES` where none is given), DiskFull where the disk is
    full.
    """
    folder = Path(settings.MEDIA_ROOT) / INCOMING
    path: Path | None = None
    try:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=folder)
            path = Path(name)
            arrived = _write(handle, path, stream, most)
        except OSError as error:
            raise _as_full(error) from error
        yield arrived
    finally:
        if path is not None:
            path.unlink(missing_ok=True)


def _write(handle: int, path: Path, stream: Readable, most: int | None) -> Incoming:
    digest, size = hashlib.sha256(), 0
    bound = settings.MAX_UPLOAD_BYTES if most is None else most
    with os.fdopen(handle, "wb") as target:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > bound:
                raise TooLarge(
                    _("The file is larger than %(most)d MB. Nothing of it was kept.")
                    % {"most": bound // (1024 * 1024)},
                    advice=_("Split the table into several files, each with the headings.")
                    if most is None
                    else _("Send a smaller file: a picture of fewer pixels, or a part of the recording."),
                )
            digest.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return Incoming(path, size, digest.hexdigest())


def place(arrived: Incoming, name: str, *, read_only: bool = False) -> str:
    """Move the file to `name` in the storage and return the name it got. On one disk this is a rename.

    `read_only` takes the right to write from the file itself (0400): evidence is not changed by a slip.
    """
    try:
        # Asked of the lazy object itself, which answers for its storage and makes it where it is not made yet.
        if not isinstance(default_storage, FileSystemStorage):
            with arrived.path.open("rb") as content:
                return default_storage.save(name, File(content))
        target = Path(default_storage.path(name))
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if read_only:
            arrived.path.chmod(0o400)
        arrived.path.rename(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise _as_full(error) from error
    return name


def withdraw(name: str) -> None:
    """Take back a file that was placed for a record that could not be saved."""
    with suppress(OSError):
        default_storage.delete(name)


@contextmanager
def local_path(name: str) -> Iterator[Path]:
    """Yield a path on this machine to a stored file; a storage elsewhere is copied for the length of the block.

    Raises TableError where the file is gone: its record says that it was received, and the reader must learn it.
    """
    if not default_storage.exists(name):
        raise TableError(
            TableProblem(
                gettext("The file is not on the disk of the server any more."),
                gettext("Send the file again, and tell your administrator: a backup may hold what was received."),
            )
        )
    try:
        yield Path(default_storage.path(name))
        return
    except NotImplementedError:
        pass
    with default_storage.open(name) as stored, tempfile.NamedTemporaryFile() as copy:
        for chunk in stored.chunks():
            copy.write(chunk)
        copy.flush()
        yield Path(copy.name)


def sweep() -> int:
    """Remove what killed processes left behind, a day later: arrivals without an end, placed files without a record.

    Returns how many files were removed. A tick.
    """
    from amparo.files.models import Attachment, ReceivedFile
    from amparo.files.outlines.models import OutlineUpload

    before = time.time() - SWEEP_AFTER
    base = Path(settings.MEDIA_ROOT)
    old = [path for path in base.glob(f"{INCOMING}/*") if path.stat().st_mtime < before]
    for pattern, model, field in (
        ("received/*/*/*", ReceivedFile, "content"),
        (f"{EVIDENCE}/*/*", Attachment, "evidence"),
        (f"{WORKING}/*/*/*", Attachment, "working"),
        ("outlines/*/*", OutlineUpload, "content"),
    ):
        placed = {
            path.relative_to(base).as_posix(): path for path in base.glob(pattern) if path.stat().st_mtime < before
        }
        for names in batched(placed, 500):
            rows = model._default_manager.filter(**{f"{field}__in": names})
            kept = set(rows.values_list(field, flat=True))
            old.extend(placed[name] for name in names if name not in kept)
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def batched(names: Iterable[str], count: int) -> Iterator[list[str]]:
    """Give the names some at a time."""
    remaining = iter(names)
    while part := list(islice(remaining, count)):
        yield part


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _as_full(error: OSError) -> Exception:
    return DiskFull() if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} else error
