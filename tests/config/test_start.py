"""What a web worker loads before its first answer: each of these libraries would make every start wait."""

import os
import subprocess
import sys

import pytest

ANSWER = """
import sys
from amparo.config.wsgi import application
from django.test import Client

assert Client().get("/accounts/login/", headers={"host": "localhost"}).status_code == 200
print(*sys.modules)
"""
# What estimates, spreadsheets, the tables of countries and the API are made with.
LATE = ("numpy", "scipy", "python_calamine", "pycountry", "pydantic", "ninja")


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run([sys.executable, "-c", ANSWER], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize("library", LATE)
def test_a_web_worker_answers_without_what_few_pages_need(library: str, loaded: set[str]) -> None:
    assert "amparo.config.urls" in loaded
    assert library not in loaded
