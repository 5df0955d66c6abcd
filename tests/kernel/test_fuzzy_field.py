"""The form field of a fuzzy date explains itself."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.utils import translation

from amparo.kernel import clock
from amparo.kernel.fields import FuzzyDateField
from amparo.kernel.fuzzy import parse


class Form(forms.Form):
    date = FuzzyDateField(past=True)
    until = FuzzyDateField(required=False)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2024, 5, 17, 12, tzinfo=UTC))


def test_a_date_that_is_understood_is_handed_over_as_a_fuzzy_date() -> None:
    form = Form({"date": "2024-05~", "until": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"date": parse("2024-05~"), "until": None}


def test_the_help_gives_examples_and_says_what_was_understood() -> None:
    assert "2024-05-17" in str(Form()["date"].help_text)
    assert "Understood as: about May 2024." in str(Form({"date": "2024-05~"})["date"].help_text)
    assert "Understood" not in str(Form({"date": "soon"})["date"].help_text)


def test_what_is_not_understood_is_answered_with_what_to_write() -> None:
    form = Form({"date": "03/04/2024"})
    assert not form.is_valid()
    (message,) = form.errors["date"]
    assert "03/04/2024" in message
    assert "2024-04-03" in message
    assert form.errors.as_data()["date"][0].code == "date-not-understood"


def test_a_future_date_is_refused_where_only_the_past_is_asked_for() -> None:
    assert not Form({"date": "2024-06"}).is_valid()
    assert Form({"date": "2024-05", "until": "2030"}).is_valid()


def test_a_required_date_must_be_given() -> None:
    assert "date" in Form({"date": " "}).errors


def test_a_stored_date_stands_in_the_field_as_its_text_and_is_no_change() -> None:
    form = Form({"date": "2024-05"}, initial={"date": parse("2024-05")})
    assert 'value="2024-05"' in str(Form(initial={"date": parse("2024-05")})["date"])
    assert "May 2024" in str(Form(initial={"date": parse("2024-05")})["date"].help_text)
    assert form.changed_data == []


def test_the_date_is_written_from_left_to_right_in_arabic_too() -> None:
    with translation.override("ar"):
        assert 'dir="ltr"' in str(Form()["date"])


def test_a_text_beyond_the_longest_date_is_refused() -> None:
    assert not Form({"date": "2" * 41}).is_valid()
