"""Files of these tests go to a folder of their own."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from amparo.accounts.models import Person
from amparo.monitor.models import Mapping
from tests.monitor.imports import making


@pytest.fixture(autouse=True)
def media(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def mapping(monitor: Person) -> Mapping:
    return making.mapping(monitor)
