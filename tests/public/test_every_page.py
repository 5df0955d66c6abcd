"""What holds for every page of the house: strict policy, nothing inline, a quick exit, few requests, few bytes."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from pytest_django.plugin import DjangoDbBlocker

from tests import standing
from tests.public.visiting import Visit, every_visit

FIRST_VISIT, WITH_FORM, LATER, REQUESTS = 60_000, 85_000, 15_000, 8
ASSET = re.compile(r'(?:src|href)="/static/([^"]+)"')


def walk(blocker: DjangoDbBlocker, language: str) -> list[Visit]:
    """Go through the house once, over invented records that are taken back afterwards."""
    with blocker.unblock(), transaction.atomic():
        visits = list(every_visit(standing.make_world(), language))
        transaction.set_rollback(True)
    return visits


@pytest.fixture(scope="module")
def visits(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> list[Visit]:
    """Every answer in English. One walk serves all tests of this file: each only looks at what came."""
    return walk(django_db_blocker, "en")


@pytest.fixture(scope="module")
def pages(visits: list[Visit]) -> list[Visit]:
    return [visit for visit in visits if visit.is_page]


def test_every_answer_carries_the_strict_policy(visits: list[Visit]) -> None:
    for visit in visits:
        policy = visit.headers.get("Content-Security-Policy", "")
        assert "default-src 'none'" in policy, visit.key
        assert "unsafe" not in policy, visit.key
        assert "script-src 'self'" in policy or policy == "default-src 'none'; sandbox", (
            visit.key
        )  # a file runs nothing
        assert re.search(r"https?:|\*|data:", policy) is None, visit.key
        assert visit.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}, visit.key
        assert visit.headers["X-Frame-Options"] == "DENY", visit.key


def test_every_page_offers_the_way_out_and_the_choices(pages: list[Visit]) -> None:
    assert len(pages) >= 20
    for visit in pages:
        assert 'href="/leave/"' in visit.text, visit.key
        assert "data-leave" in visit.text, visit.key
        assert 'action="/preferences/theme/"' in visit.text, visit.key
        assert 'action="/preferences/language/"' in visit.text, visit.key
        assert 'class="skip"' in visit.text, visit.key


def test_no_page_asks_anybody_else_or_carries_styles_and_scripts(pages: list[Visit]) -> None:
    for visit in pages:
        assert not re.search(r'(?:src|srcset|action|poster)="(?:https?:)?//', visit.text), visit.key
        assert not re.search(r'<link[^>]+href="(?:https?:)?//', visit.text), visit.key
        assert not re.search(r"<style|\sstyle=", visit.text), visit.key
        assert not re.search(r"<[^>]+\son[a-z]+=", visit.text), visit.key
        inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", visit.text)
        assert not inline, visit.key


def test_every_page_has_one_first_heading_a_title_and_a_language(pages: list[Visit]) -> None:
    for visit in pages:
        assert len(re.findall(r"<h1[\s>]", visit.text)) == 1, visit.key
        assert re.search(r"<title>\s*\S.* · Amparo</title>", visit.text), visit.key
        assert '<html lang="en" dir="ltr"' in visit.text, visit.key


def test_ids_on_a_page_are_unique(pages: list[Visit]) -> None:
    for visit in pages:
        idents = re.findall(r'\sid="([^"]*)"', visit.text)
        assert len(idents) == len(set(idents)), (visit.key, sorted({i for i in idents if idents.count(i) > 1}))


def test_every_page_turns_round_in_arabic_and_says_that_nobody_reviewed_it(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    for visit in walk(django_db_blocker, "ar"):
        if visit.is_page:
            assert '<html lang="ar" dir="rtl"' in visit.text, visit.key
            assert "لم تُراجَع هذه الترجمة" in visit.text, visit.key


def test_first_and_later_visits_are_light(pages: list[Visit]) -> None:
    heavy = []
    for visit in pages:
        assets = set(ASSET.findall(visit.text))
        page = len(gzip.compress(visit.text.encode(), 6))
        first = page + sum(weight(asset) for asset in assets)
        limit = WITH_FORM if visit.has_form else FIRST_VISIT
        if page > LATER or first > limit or 1 + len(assets) > REQUESTS:
            heavy.append(f"{visit.key}: {page} bytes, first visit {first}, {1 + len(assets)} requests")
    assert not heavy, "; ".join(heavy)


def weight(asset: str) -> int:
    """Return what a static file costs on the line, compressed as an installation serves it."""
    found = finders.find(asset)
    assert isinstance(found, str), asset
    return len(gzip.compress(Path(found).read_bytes(), 9))


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Path]:
    """The static files as an installation serves them: hashed names, compressed."""
    manifest = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    with override_settings(STATIC_ROOT=str(tmp_path), STORAGES=manifest):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield tmp_path


def test_static_files_carry_a_hash_and_lie_compressed(client: Client, db: None, shelf: Path) -> None:
    names = ASSET.findall(client.get("/").content.decode())
    assert len(names) == 3
    for name in names:
        assert re.search(r"\.[0-9a-f]{12}\.", name), f"{name} has no hash of its content in its name"
        packed = shelf / f"{name}.gz"
        assert packed.exists() or (shelf / name).stat().st_size < 1_000, name


def test_pages_travel_compressed_and_are_never_kept(client: Client, db: None) -> None:
    answer = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "no-store" in answer.headers["Cache-Control"]
