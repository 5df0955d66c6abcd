"""What the forms of all rooms share: the id of a sending, numbers in addresses, rows, and errors at their fields."""

import uuid

import pytest
from django import forms

from amparo.kernel.errors import Problem
from amparo.kernel.forms import DayInput, Fault, Rows, SubmissionField, faults_of, filled, said, show, whole_number
from amparo.kernel.ids import uuid7


class Sending(forms.Form):
    submission = SubmissionField()
    name = forms.CharField(label="Name", max_length=5)
    day = forms.DateField(label="Day", required=False, widget=DayInput())


Several = forms.formset_factory(Sending, formset=Rows, can_delete=True, extra=0)


def sent(**values: str) -> Sending:
    return Sending({"submission": str(uuid7()), "name": "Ada", **values})


def test_a_form_is_shown_with_a_new_id_each_time() -> None:
    first, second = Sending()["submission"].value(), Sending()["submission"].value()
    assert first != second
    assert uuid.UUID(str(first)).version == 7


def test_the_id_that_was_sent_is_the_id_of_the_record() -> None:
    given = uuid7()
    form = sent(submission=str(given))
    assert form.is_valid()
    assert form.cleaned_data["submission"] == given


@pytest.mark.parametrize("given", [str(uuid.UUID(int=4, version=4)), "nothing", ""])
def test_an_id_of_another_kind_is_refused(given: str) -> None:
    assert "submission" in sent(submission=given).errors


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("0", 0), ("", 7), ("-1", 7), ("1.5", 7), ("x", 7), ("9" * 10, 7), ("9" * 9, 999999999)],
)
def test_only_a_number_that_can_be_is_read_from_an_address(text: str, number: int) -> None:
    assert whole_number(text, 7) == number


def test_a_day_is_shown_as_the_picker_of_the_browser_takes_it() -> None:
    drawn = str(sent(day="2024-05-07")["day"])
    assert 'type="date"' in drawn
    assert 'value="2024-05-07"' in drawn


def test_rows_that_are_empty_or_taken_out_count_for_nothing() -> None:
    data = {"form-TOTAL_FORMS": "4", "form-INITIAL_FORMS": "0", "form-1-name": "", "form-3-name": "Eve"}
    data |= {"form-0-name": "Ada", "form-2-name": "Bob", "form-2-DELETE": "on"}
    data |= {f"form-{number}-submission": str(uuid7()) for number in (0, 2, 3)}
    rows = Several(data)
    for form in rows.forms:
        form.empty_permitted = True
        form.fields["submission"].required = False
        form.fields["submission"].initial = None
    assert rows.is_valid()
    assert [(number, form.cleaned_data["name"]) for number, form in filled(rows)] == [(0, "Ada"), (3, "Eve")]
    assert str(rows.forms[0].fields["DELETE"].label) == "Take this row out"


def test_problems_stand_at_their_fields_or_at_the_head_and_are_listed_with_where_they_lead() -> None:
    form = sent()
    show(form, [Problem("name", "This name is taken.", "Choose another."), Problem("elsewhere", "Something is amiss.")])
    assert form.errors["name"] == ["This name is taken. Choose another."]
    assert list(form.non_field_errors()) == ["Something is amiss."]
    assert list(faults_of(form)) == [
        Fault("#id_name", "Name: This name is taken. Choose another."),
        Fault("", "Something is amiss."),
    ]


def test_a_problem_without_advice_is_one_sentence() -> None:
    assert said(Problem("name", "It is empty.")) == "It is empty."
