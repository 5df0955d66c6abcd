"""What every answer of the server carries, also those that no view of ours gives."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client


@pytest.mark.parametrize("name", ["drawing.svg", "style.css"])
def test_static_files_carry_the_content_security_policy(name: str, settings: LazySettings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    (tmp_path / name).write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    answer = Client().get(f"/static/{name}")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["/figures/published/?situation=a%00b", "/places/a%00b/", "/places/%00/"])
def test_a_nul_character_in_an_address_is_refused_in_words(address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 422
    assert "Please check" in answer.content.decode()
