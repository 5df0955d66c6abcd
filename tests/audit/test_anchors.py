"""An anchor kept elsewhere shows what the database alone cannot: that all of it was set back or written anew."""

import json
from pathlib import Path

import pytest
from pytest_django import Settings

from amparo.audit.anchors import AnchorInvalid, make_anchor, read_anchor
from amparo.audit.chain import ChainBrokenError
from amparo.audit.faults import Kind
from amparo.audit.sealing import seal
from amparo.audit.verification import verify
from tests.audit.intruder import record_events, run

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def anchor_file(tmp_path: Path) -> Path:
    """Return an anchor at link 3."""
    record_events(3)
    seal()
    path = tmp_path / "anchor.json"
    path.write_text(json.dumps(make_anchor().as_json()), encoding="utf-8")
    return path


def test_a_chain_that_grew_on_fits_its_anchor(anchor_file: Path) -> None:
    record_events(2)
    seal()
    assert verify(anchor=read_anchor(anchor_file)).holds


def test_an_empty_chain_can_be_anchored(tmp_path: Path) -> None:
    anchor = make_anchor()
    assert anchor.seq == 0
    record_events(1)
    seal()
    assert verify(anchor=anchor).holds


def set_back_to_nothing() -> None:
    for table in ("audit_auditevent", "audit_seal", "audit_chainhead", "audit_pending"):
        run(f"DELETE FROM {table}")  # noqa: S608  (constants)


def test_a_database_set_back_as_a_whole_is_found_by_the_anchor_alone(anchor_file: Path) -> None:
    set_back_to_nothing()
    record_events(2)
    seal()
    assert verify().holds
    fault = verify(anchor=read_anchor(anchor_file)).fault
    assert fault is not None
    assert (fault.kind, fault.seq) == (Kind.TRUNCATED, 3)


def test_a_chain_written_anew_with_the_key_is_found_by_the_anchor_alone(anchor_file: Path) -> None:
    set_back_to_nothing()
    record_events(5)
    seal()
    assert verify().holds
    fault = verify(anchor=read_anchor(anchor_file)).fault
    assert fault is not None
    assert (fault.kind, fault.seq) == (Kind.CHANGED, 3)


def test_a_fault_before_the_anchor_is_found_with_the_anchor_too(anchor_file: Path) -> None:
    run("DELETE FROM audit_seal WHERE seq = 2")
    fault = verify(anchor=read_anchor(anchor_file)).fault
    assert fault is not None
    assert (fault.kind, fault.seq) == (Kind.DELETED, 2)


def test_a_chain_that_does_not_hold_at_its_end_is_not_anchored() -> None:
    record_events(2)
    seal()
    run("DELETE FROM audit_seal WHERE seq = 2")
    with pytest.raises(ChainBrokenError):
        make_anchor()


@pytest.mark.parametrize(("member", "value"), [("seq", 2), ("chain", "00" * 32), ("at", "2020-01-01T00:00:00+00:00")])
def test_an_anchor_that_was_changed_is_refused(anchor_file: Path, member: str, value: object) -> None:
    members = json.loads(anchor_file.read_text(encoding="utf-8"))
    anchor_file.write_text(json.dumps(members | {member: value}), encoding="utf-8")
    with pytest.raises(AnchorInvalid, match="changed"):
        read_anchor(anchor_file)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "another"}', "\x00", '"amparo-audit-anchor-1"'])
def test_a_file_that_is_no_anchor_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "anchor.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AnchorInvalid, match="no anchor"):
        read_anchor(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AnchorInvalid, match="No such file"):
        read_anchor(tmp_path / "anchor.json")


def test_an_anchor_of_another_installation_is_refused(anchor_file: Path, settings: Settings) -> None:
    settings.AUDIT_KEY = "the audit key of another installation"
    with pytest.raises(AnchorInvalid, match="another audit key"):
        read_anchor(anchor_file)


def test_the_signature_can_be_checked_without_the_audit_key(anchor_file: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    members = json.loads(anchor_file.read_text(encoding="utf-8"))
    signature = bytes.fromhex(members.pop("signature"))
    signed = json.dumps(members, sort_keys=True, separators=(",", ":")).encode()
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(members["public_key"])).verify(signature, signed)
