"""AMPARO_EMAIL_URL: where mail goes, in one address."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from amparo.config.email import email_settings

DATA = Path("/data")


def test_mail_stays_in_the_data_folder() -> None:
    found = email_settings("file:", DATA)
    assert found["EMAIL_BACKEND"].endswith("filebased.EmailBackend")
    assert found["EMAIL_FILE_PATH"] == DATA / "mail"


def test_mail_goes_to_the_log() -> None:
    assert email_settings("console:", DATA)["EMAIL_BACKEND"].endswith("console.EmailBackend")


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail.example.org", 587, True, False),
        ("smtp://mail.example.org:25?tls=off", 25, False, False),
        ("smtps://mail.example.org", 465, False, True),
    ],
)
def test_mail_goes_by_smtp_encrypted_unless_said_otherwise(url: str, port: int, tls: bool, ssl: bool) -> None:
    found = email_settings(url, DATA)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.org", port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (tls, ssl)


def test_names_and_passwords_may_hold_any_sign() -> None:
    found = email_settings("smtp://us%40er:p%2Fss@mail.example.org", DATA)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("us@er", "p/ss")


@pytest.mark.parametrize("url", ["", "mail.example.org", "http://mail.example.org", "smtp://"])
def test_anything_else_is_refused_at_start_without_repeating_it(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="AMPARO_EMAIL_URL cannot be read"):
        email_settings(url, DATA)
