"""E-mail files are read within bounds, without loading anything; what cannot be read is said in words."""

from pathlib import Path

import pytest

from amparo.files.emails import reading
from amparo.files.emails.reading import Email, read_email
from amparo.files.emails.texts import decoded, header_text
from amparo.kernel.errors import Invalid
from tests.files.children import run_here
from tests.files.making import ole, zipped
from tests.monitor.letters import SENDER, TEXT, letter


@pytest.fixture(autouse=True)
def here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not request.node.name.endswith("in_a_process_of_its_own"):
        run_here(monkeypatch)


def read(tmp_path: Path, content: bytes) -> Email:
    path = tmp_path / "letter.eml"
    path.write_bytes(content)
    return read_email(path)


def refused(tmp_path: Path, content: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        read(tmp_path, content)
    assert caught.value.advice
    return caught.value.detail


def test_an_honest_email_is_read(tmp_path: Path) -> None:
    email = read(tmp_path, letter(files=(("list.csv", b"a,b\n1,2\n"),)))
    assert (email.subject, email.sender, email.text) == ("From the market", SENDER, TEXT)
    assert str(email.received_on) == "2024-06-03"
    assert [(one.name, one.content) for one in email.files] == [("list.csv", b"a,b\n1,2\n")]
    assert (email.cut, email.from_html, email.inner) == (False, False, 0)


def test_html_alone_becomes_words_and_nothing_is_loaded(tmp_path: Path) -> None:
    page = (
        '<html><head><style>p {}</style><script src="http://x.example/a.js">steal()</script></head>'
        '<body><p>Two&nbsp;boys<br>and a girl</p><img src="http://x.example/p.gif" alt="a map"><div>End</div>'
    )
    email = read(tmp_path, letter("", html=page))
    assert email.from_html
    assert email.text == "Two boys\nand a girl\n[a map]\nEnd"


def test_broken_encodings_control_characters_and_wild_names_do_no_harm(tmp_path: Path) -> None:
    email = read(
        tmp_path,
        b"From: =?nonsense?q?Liv?= <l@w.example>\r\nDate: 99 Foo\r\n"
        b"Subject: =?utf-8?q?a=00b=0d=0aBcc:_x?=\r\n  \xe2\x80\xaegnp\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
        b"Content-Type: text/plain; charset=klingon\r\n\r\nWords\x00\x08 \xff\r\n--x\r\n"
        b'Content-Type: image/png\r\nContent-Disposition: attachment; filename="../../etc/x\x01.png"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!!AAAA\r\n--x--\r\n",
    )
    assert "\0" not in email.subject + email.text
    assert email.subject.startswith("ab Bcc: x")  # one line, whatever was folded into it
    assert "\u202e" not in email.subject
    assert email.text.startswith("Words")
    assert email.received_on is None
    assert [one.name for one in email.files] == ["x.png"]


def test_a_long_text_is_cut_and_mails_inside_are_not_opened(tmp_path: Path) -> None:
    inner = b"Content-Type: message/rfc822\r\n\r\nFrom: secret@w.example\r\n\r\nInner words\r\n"
    head = b"From: a@b.example\r\nDate: Mon, 03 Jun 2099 08:30:00 +0000\r\nMIME-Version: 1.0\r\n"
    body = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n" + b"w" * 100_000 + b"\r\n--x\r\n"
    email = read(tmp_path, head + body + inner + b"--x--\r\n")
    assert email.cut
    assert len(email.text) == 90_000
    assert email.inner == 1
    assert "Inner" not in email.text
    assert email.received_on is None  # a day to come


def nested(depth: int) -> bytes:
    parts = b"From: a@b.example\nMIME-Version: 1.0\n"
    for number in range(depth):
        parts += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number)
    return parts + b"\nwords\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\nw\n" * 10_000, "500 parts"),
        (nested(60), "built so deep"),
        (nested(3_000), "built so deep"),
        (b"From: a@b.example\nX-Long: " + b"y" * 70_000 + b"\n\nwords", "head of this e-mail"),
        (b"From: a@b.example\n" + b"X-Many: 1\n" * 1_100 + b"\nwords", "head of this e-mail"),
        (b"From: a@b.example\nContent-Type: multipart/encrypted; boundary=x\n\n--x\n\nw\n--x--", "(PGP)"),
        (b"From: a@b.example\n\n-----BEGIN PGP MESSAGE-----\nabc", "(PGP)"),
        (b"From: a@b.example\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nMII", "(S/MIME)"),
        (letter(files=(("winmail.dat", b"x"),)), "winmail.dat"),
        (ole("__substg1.0_0037001F"), ".msg"),
        (b"\x78\x9f\x3e\x22\x01", "winmail.dat"),
        (zipped({"a.eml": b"x"}), "zip"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"Just words.", "text"),
        (b"", "empty"),
        (b"From a@b.example Mon Jun 3 2024\nFrom: a@b.example\n\nw\n\nFrom c@d.example Mon Jun 3 2024\nX", "mailbox"),
    ],
)
def test_what_is_no_readable_email_is_refused_in_words(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in refused(tmp_path, content)


def test_a_single_mail_of_a_mailbox_and_a_signed_one_are_read(tmp_path: Path) -> None:
    signed = (
        b"From a@b.example Mon Jun 3 2024\nFrom: a@b.example\nContent-Type: multipart/signed; boundary=x\n\n"
        b"--x\n\nWords\n--x\nContent-Type: application/pgp-signature; name=signature.asc\n\nabc\n--x--\n"
    )
    email = read(tmp_path, signed)
    assert email.text == "Words"
    assert email.files == ()


def test_an_email_is_read_in_a_process_of_its_own(tmp_path: Path) -> None:
    assert read(tmp_path, letter(files=(("a.txt", b"x" * 2_000_000),))).files[0].content == b"x" * 2_000_000


def test_a_reader_that_dies_is_said_in_a_process_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "READER", "amparo.files.emails.no_such_reader")
    assert "within bounds" in refused(tmp_path, letter())


def test_a_name_and_a_day_that_cannot_be_read_count_as_none(tmp_path: Path) -> None:
    odd = (
        b"From: a@b.example\nReceived: by x; Fri, 31 Dec 9999 23:00:00 -2300\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n"
        b"Content-Disposition: attachment; filename*=klingon''%ff\nContent-Type: text/plain\n\nw\n--x\n"
        b"Content-Type: text/html; charset=utf-7\n\n</script><b>+/v8-</b>\n--x--\n"
    )
    email = read(tmp_path, odd)
    assert email.received_on is None
    assert len(email.files) == 1
    assert decoded(b"\xfcber", None) == "über"
    assert header_text("=?klingon?q?x?=") == "=?klingon?q?x?="
