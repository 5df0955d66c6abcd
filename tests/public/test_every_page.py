"""What holds for every page of the house: strict policy, nothing inline, a quick exit, few requests, few bytes."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from pytest_django.fixtures import Settings

from tests.public.visiting import Visit, every_visit
from tests.standing import World

FIRST_VISIT, WITH_FORM, LATER, REQUESTS = 60_000, 85_000, 15_000, 8
ASSET = re.compile(r'(?:src|href)="(/static/[^"]+)"')


def pages(world: World) -> list[Visit]:
    return [visit for visit in every_visit(world) if visit.is_page]


def text(visit: Visit) -> str:
    return visit.response.content.decode()


@pytest.mark.django_db
def test_every_answer_carries_the_strict_policy(world: World) -> None:
    for visit in every_visit(world):
        policy = visit.response.headers.get("Content-Security-Policy", "")
        assert "default-src 'none'" in policy, visit.key
        assert "unsafe" not in policy, visit.key
        assert "script-src 'self'" in policy, visit.key
        assert re.search(r"https?:|\*|data:", policy) is None, visit.key
        assert visit.response.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}, visit.key
        assert visit.response.headers["X-Frame-Options"] == "DENY", visit.key


@pytest.mark.django_db
def test_every_page_offers_the_way_out_and_the_choices(world: World) -> None:
    visits = pages(world)
    assert len(visits) >= 3
    for visit in visits:
        page = text(visit)
        assert 'href="/leave/"' in page, visit.key
        assert "data-leave" in page, visit.key
        assert 'action="/preferences/theme/"' in page, visit.key
        assert 'action="/preferences/language/"' in page, visit.key
        assert 'class="skip"' in page, visit.key


@pytest.mark.django_db
def test_no_page_asks_anybody_else_or_carries_styles_and_scripts(world: World) -> None:
    for visit in pages(world):
        page = text(visit)
        assert not re.search(r'(?:src|srcset|action|poster)="(?:https?:)?//', page), visit.key
        assert not re.search(r'<link[^>]+href="(?:https?:)?//', page), visit.key
        assert not re.search(r"<style|\sstyle=", page), visit.key
        assert not re.search(r"\son[a-z]+=", page), visit.key
        inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", page)
        assert not inline, visit.key


@pytest.mark.django_db
def test_every_page_has_one_first_heading_a_title_and_a_language(world: World) -> None:
    for visit in pages(world):
        page = text(visit)
        assert len(re.findall(r"<h1[\s>]", page)) == 1, visit.key
        assert re.search(r"<title>\s*\S.* · Amparo</title>", page), visit.key
        assert '<html lang="en" dir="ltr"' in page, visit.key


@pytest.mark.django_db
def test_ids_on_a_page_are_unique(world: World) -> None:
    for visit in pages(world):
        idents = re.findall(r'\sid="([^"]*)"', text(visit))
        assert len(idents) == len(set(idents)), (visit.key, sorted({i for i in idents if idents.count(i) > 1}))


@pytest.mark.django_db
def test_every_page_turns_round_in_arabic_and_says_that_nobody_reviewed_it(world: World) -> None:
    for visit in every_visit(world, **{"Accept-Language": "ar"}):
        if visit.is_page:
            page = text(visit)
            assert '<html lang="ar" dir="rtl"' in page, visit.key
            assert "لم تُراجَع هذه الترجمة" in page, visit.key


# --- Bytes ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The static files as an installation serves them: hashed names, compressed."""
    root = tmp_path_factory.mktemp("static")
    manifest = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    with override_settings(STATIC_ROOT=str(root), STORAGES=manifest):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield root


def weight(root: Path, address: str) -> int:
    """Return what a file of the shelf costs on the line."""
    path = root / address.removeprefix("/static/")
    packed = path.with_name(path.name + ".gz")
    return (packed if packed.exists() else path).stat().st_size


@pytest.mark.django_db
def test_first_and_later_visits_are_light(world: World, shelf: Path) -> None:
    forms = {visit.key for visit in every_visit(world) if visit.is_page and visit.form}
    heavy = []
    for visit in every_visit(world, **{"Accept-Encoding": "gzip"}):
        if not visit.is_page or visit.encoding != "gzip":
            continue
        page = len(visit.response.content)
        assets = set(ASSET.findall(gzip.decompress(visit.response.content).decode()))
        first = page + sum(weight(shelf, address) for address in assets)
        limit = WITH_FORM if visit.key in forms else FIRST_VISIT
        if page > LATER or first > limit or 1 + len(assets) > REQUESTS:
            heavy.append(f"{visit.key}: {page} bytes, first visit {first}, {1 + len(assets)} requests")
    assert not heavy, "; ".join(heavy)


@pytest.mark.django_db
def test_static_files_may_be_kept_for_ever(client: Client, settings: Settings, shelf: Path) -> None:
    page = client.get("/").content.decode()
    for address in ASSET.findall(page):
        assert re.search(r"\.[0-9a-f]{12}\.", address), f"{address} has no hash of its content in its name"


def test_pages_are_never_kept_by_the_browser(client: Client, db: None) -> None:
    assert "no-store" in client.get("/").headers["Cache-Control"]
