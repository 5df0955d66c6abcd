"""Files that were packed by gzip: unpacked to a private place, within bounds, for the length of a block."""

import gzip
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from amparo.files.tables.problems import TableError, TableProblem

_MAGIC = b"\x1f\x8b"
_CHUNK = 1 << 20
# Text packs to a tenth, a list of codes to a thirtieth. What unfolds further was made to fill the disk.
MOST_RATIO = 200
RATIO_COUNTS_FROM = 16 * _CHUNK


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Yield the file itself, or what it holds where it was packed by gzip.

    Raises TableError for a broken archive, and for one that holds more than an upload may, or 200 times its size.
    """
    with path.open("rb") as stream:
        is_packed = stream.read(2) == _MAGIC
    if not is_packed:
        yield path
        return
    with tempfile.NamedTemporaryFile(prefix="amparo-") as target:
        _unpack(path, target)
        target.flush()
        yield Path(target.name)


def _unpack(path: Path, target: "tempfile._TemporaryFileWrapper[bytes]") -> None:
    most = min(settings.MAX_UPLOAD_BYTES, max(MOST_RATIO * path.stat().st_size, RATIO_COUNTS_FROM))
    written = 0
    try:
        with gzip.open(path) as source:
            while chunk := source.read(_CHUNK):
                written += len(chunk)
                if written > most:
                    raise TableError(
                        TableProblem(
                            _("The archive holds more than %(most)d MB. Nothing of it was read further.")
                            % {"most": most // _CHUNK},
                            _("Unpack it yourself, look at what it holds, and split the table."),
                        )
                    )
                target.write(chunk)
    except (OSError, EOFError, zlib.error) as error:
        raise TableError(
            TableProblem(_("The archive is broken or cut off."), _("Fetch the file again, or unpack it yourself."))
        ) from error
