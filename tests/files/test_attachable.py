"""What may be attached: known by the content of a file, whatever its name says."""

from pathlib import Path

import pytest

from amparo.files.attachable import DOCX, JPEG, MP3, MP4, OGG, PDF, PNG, TEXT, WAV, attachable_kind, named_by_kind
from amparo.files.kinds import XLSX
from tests.files.making import ole, zipped


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"\xff\xd8\xff\xe0 and so on", JPEG),
        (b"\x89PNG\r\n\x1a\n", PNG),
        (b"%PDF-1.7", PDF),
        (b"date;place\n2024;market", TEXT),
        (b"\xff\xfed\x00a\x00", TEXT),
        ("سوق المدينة".encode(), TEXT),
        (zipped({"word/document.xml": b""}), DOCX),
        (zipped({"xl/workbook.xml": b""}), XLSX),
        (b"ID3\x04", MP3),
        (b"\xff\xfb\x90\x64", MP3),
        (b"\x00\x00\x00\x18ftypmp42", MP4),
        (b"OggS\x00", OGG),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", WAV),
    ],
)
def test_what_may_be_attached_is_known_by_its_content(content: bytes, media_type: str, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(content)
    assert attachable_kind(tmp_path / "x").media_type == media_type


@pytest.mark.parametrize(
    ("content", "seems"),
    [
        (b" \n", "empty"),
        (b"MZ\x90\x00", "program"),
        (b"#!/bin/sh\nrm", "script"),
        (b"hello <SCRIPT>alert(1)</script>", "web page"),
        (b'<?xml version="1.0"?><svg onload="x()">', "web page"),
        (b"\n<!DOCTYPE html>", "web page"),
        (zipped({"a.txt": b"a"}), "zip"),
        (zipped({"word/document.xml": b"", "word/vbaProject.bin": b""}), "macros"),
        (b"PK\x03\x04 and nothing more", "damaged"),
        (b"\x1f\x8b\x08\x00", "packed"),
        (ole("__substg1.0_0037001F"), ".msg"),
        (ole("WordDocument"), "old Office"),
        (b"\x78\x9f\x3e\x22\x01", "winmail.dat"),
        (b"GIF89a", "picture of a kind"),
        (b"\x00\x00\x00\x18ftypheic", "picture of a kind"),
        (b"From: a@b.example\nSubject: x\n\nWords", "e-mail"),
        (b"abc\x00\x01", "unknown"),
        (b"\xff\xfb\xf0\x64\x00\x01", "unknown"),
    ],
)
def test_what_may_not_is_named_with_advice(content: bytes, seems: str, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(content)
    kind = attachable_kind(tmp_path / "x")
    assert not kind.media_type
    assert seems in kind.name
    assert kind.advice


def test_a_name_gets_the_ending_of_what_the_file_is() -> None:
    assert named_by_kind("list.exe", JPEG) == "list.exe.jpg"
    assert named_by_kind("photo.JPEG", JPEG) == "photo.JPEG"
    assert named_by_kind("words", TEXT) == "words.txt"
