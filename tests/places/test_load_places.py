"""Countries and their parts come with the system, and loading them again changes nothing."""

import pytest

from amparo.places import loading, selectors
from amparo.places.models import Area, Level

pytestmark = pytest.mark.django_db


def test_every_country_has_its_alpha_3_code_and_its_name_in_arabic() -> None:
    countries = selectors.countries()

    assert countries.count() == 249
    colombia = countries.get(code="COL")
    assert (colombia.name, colombia.names["ar"]) == ("Colombia", "كولومبيا")
    assert not countries.exclude(code__regex=r"^[A-Z]{3}$").exists()


def test_the_first_level_is_what_has_no_parent_part() -> None:
    france = Area.objects.get(code="FRA")

    codes = set(selectors.parts_of(france.pk).values_list("code", flat=True))

    assert "FR-IDF" in codes
    assert "FR-75" not in codes
    assert Area.objects.filter(level=Level.ADMIN_1, parent=None).count() == 0


def test_loading_again_changes_nothing() -> None:
    before = set(Area.objects.values_list("id", "version"))

    assert loading.load() == loading.Loaded(added=0, corrected=0, total=len(before))
    assert set(Area.objects.values_list("id", "version")) == before


def test_what_is_missing_comes_back_and_a_wrong_name_is_corrected() -> None:
    Area.objects.filter(code="CO-ANT").delete()
    Area.objects.filter(code="COL").update(name="Columbia")

    loaded = loading.load()

    assert (loaded.added, loaded.corrected) == (1, 1)
    assert Area.objects.get(code="CO-ANT").parent == Area.objects.get(code="COL", name="Colombia", version=2)


def test_areas_of_other_sources_stay_untouched() -> None:
    Area.objects.create(code="XM", name="Marenda", level=Level.COUNTRY, source="invented")

    assert loading.load().corrected == 0
    assert selectors.areas_by_code(["XM", "no such"]).keys() == {"XM"}


def test_a_name_follows_the_language_of_the_reader() -> None:
    from django.utils.translation import override

    country = Area.objects.get(code="COL")
    with override("ar"):
        assert str(country) == "كولومبيا"
    with override("fr"):
        assert str(country) == "Colombia"
