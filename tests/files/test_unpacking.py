"""Archives of gzip are unpacked within bounds, or refused in words."""

import gzip
import os
from pathlib import Path

import pytest
from django.conf import settings

from amparo.files import unpacking
from amparo.files.tables.problems import TableError


def test_a_file_that_is_not_packed_is_given_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("a,b\n", "utf-8")
    with unpacking.unpacked(path) as found:
        assert found == path


def test_a_packed_file_is_unpacked_for_the_length_of_the_block(tmp_path: Path) -> None:
    path = tmp_path / "packed.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n1,2\n"))
    with unpacking.unpacked(path) as found:
        assert found.read_bytes() == b"a,b\n1,2\n"
    assert not found.exists()


def test_an_archive_made_to_fill_the_disk_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(b"\0" * (64 << 20)))
    assert path.stat().st_size < 100_000
    with pytest.raises(TableError, match="more than 16 MB"), unpacking.unpacked(path):
        pass


def test_more_than_an_upload_may_hold_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MAX_UPLOAD_BYTES", 1 << 20)
    path = tmp_path / "large.gz"
    path.write_bytes(gzip.compress(os.urandom(3 << 20)))
    with pytest.raises(TableError, match="more than 1 MB"), unpacking.unpacked(path):
        pass


@pytest.mark.parametrize("harm", [lambda packed: packed[:-20], lambda packed: packed[:30] + b"\xff" * 40 + packed[70:]])
def test_a_broken_archive_is_refused(tmp_path: Path, harm: object) -> None:
    path = tmp_path / "broken.gz"
    path.write_bytes(harm(gzip.compress(os.urandom(5_000))))  # type: ignore[operator]  # a function of bytes
    with pytest.raises(TableError, match="broken or cut off"), unpacking.unpacked(path):
        pass
