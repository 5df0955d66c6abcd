"""Components: their markup is what a screen reader, a narrow screen and a right-to-left reader need."""

import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from amparo.kernel.ui.parts import Cell, Column, Duty, Event, Fact, Link, Table, Tally
from amparo.kernel.ui.words import State, number


def draw(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


class Form(forms.Form):
    when = forms.CharField(label="When", help_text="A day or a month")
    boys = forms.IntegerField(label="Boys", min_value=0, required=False)
    heard = forms.ChoiceField(label="Heard", choices=[("a", "Spoken"), ("b", "Written")], widget=forms.RadioSelect)
    kept = forms.BooleanField(label="Kept", required=False)
    paper = forms.FileField(label="Paper", required=False)
    token = forms.CharField(widget=forms.HiddenInput)


def test_a_field_ties_hint_and_error_to_its_control() -> None:
    drawn = draw("{% field form.when %}", form=Form({}))
    assert '<label for="id_when">When</label>' in drawn
    described = re.search(r'aria-describedby="([^"]+)"', drawn)
    assert described is not None
    for ident in described.group(1).split():
        assert f'id="{ident}"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert "has-error" in drawn


def test_a_field_without_fault_says_nothing_of_errors() -> None:
    drawn = draw("{% field form.when %}", form=Form())
    assert "error" not in drawn
    assert "aria-invalid" not in drawn


def test_a_choice_is_a_fieldset_with_a_legend_and_labelled_options() -> None:
    drawn = draw("{% field form.heard %}", form=Form())
    assert drawn.startswith("<fieldset")
    assert "<legend>Heard</legend>" in drawn
    assert drawn.count('<label for="id_heard_') == 2


def test_an_optional_field_says_so_and_a_needed_one_does_not() -> None:
    assert "(optional)" in draw("{% field form.boys %}", form=Form())
    assert "(optional)" not in draw("{% field form.when %}", form=Form())


def test_a_hidden_field_has_no_label() -> None:
    assert "<label" not in draw("{% field form.token %}", form=Form())


def test_the_summary_links_each_error_to_a_place_that_exists() -> None:
    form = Form({"boys": "-2"})
    page = draw("{% form_errors form %}{% for f in form %}{% field f %}{% endfor %}", form=form)
    targets = re.findall(r'href="#([^"]+)"', page)
    assert len(targets) == 3
    for target in targets:
        assert f'id="{target}"' in page
    assert "4 answers need another look" in page  # the hidden one counts too, without a link


def test_the_summary_is_absent_where_nothing_is_wrong() -> None:
    assert draw("{% form_errors form %}", form=Form()).strip() == ""


def test_what_people_typed_is_escaped_everywhere() -> None:
    bad = '<script>"x"</script>'
    drawn = [
        draw('{% tag "kept" words %}', words=bad),
        draw("{% code words %}", words=bad),
        draw("{% page_head words words %}{% endpage_head %}", words=bad),
        draw("{% panel words %}{{ words }}{% endpanel %}", words=bad),
        draw('{% alert "late" words %}{{ words }}{% endalert %}', words=bad),
        draw("{% empty words %}{{ words }}{% endempty %}", words=bad),
        draw("{% tally items %}", items=[Tally(bad, 1, State.KEPT), Tally(bad, 1)]),
        draw("{% facts items %}", items=[Fact(bad, bad, bad)]),
        draw("{% timeline items %}", items=[Event(bad, bad, bad, bad, bad)]),
        draw("{% duties items %}", items=[Duty(bad, bad, bad, "#", bad, code=bad)]),
        draw("{% crumbs items %}", items=[Link(bad, bad)]),
        draw("{% table rows %}", rows=Table(bad, [Column(bad), Column(bad)], [[bad, Cell(bad, bad, note=bad)]])),
        draw("{% field form.when %}", form=Form({"when": bad})),
    ]
    assert not [markup for markup in drawn if "<script>" in markup]


def test_an_unknown_state_is_refused() -> None:
    with pytest.raises(ValueError, match="dangerous"):
        draw('{% tag "dangerous" "x" %}')


def test_an_alert_is_announced_only_where_something_is_wrong() -> None:
    assert 'role="alert"' in draw('{% alert "late" %}x{% endalert %}')
    assert 'role="alert"' not in draw('{% alert "kept" %}x{% endalert %}')


TABLE = Table(
    "Places", [Column("Place"), Column("Children", number=True)], [["North Belhar", "84"]], total=["All", "84"]
)


def test_a_table_scrolls_in_a_named_region_that_the_keyboard_reaches() -> None:
    drawn = draw("{% table rows %}", rows=TABLE)
    assert '<div class="scroll" role="region" tabindex="0" aria-label="Places">' in drawn
    assert re.search(r'<th scope="row">North Belhar\s*</th>', drawn)
    assert "<tfoot" in drawn


def test_a_folding_table_keeps_its_roles_and_its_heads() -> None:
    folded = Table("Places", TABLE.columns, TABLE.rows, fold=True)
    drawn = draw("{% table rows %}", rows=folded)
    assert 'role="table"' in drawn
    assert 'data-h="Children"' in drawn


def test_an_empty_table_says_so() -> None:
    assert "Nothing to show." in draw("{% table rows %}", rows=Table("Places", TABLE.columns, []))


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        draw("{% table rows %}", rows=Table("Places", TABLE.columns, [["one"]]))


def test_pages_keep_filters_in_the_address() -> None:
    page = Paginator(range(400), 20).page(3)
    request = RequestFactory().get("/incidents/?q=harbour&page=3")
    drawn = draw("{% pagination page %}", page=page, request=request)
    assert 'href="?q=harbour&amp;page=4" rel="next"' in drawn
    assert "41 to 60 of 400" in drawn
    assert drawn.count("aria-current") == 1


def test_one_page_needs_no_links() -> None:
    drawn = draw("{% pagination page %}", page=Paginator(range(3), 20).page(1), request=RequestFactory().get("/"))
    assert "<nav" not in drawn


def test_a_current_crumb_is_no_link() -> None:
    drawn = draw("{% crumbs items %}", items=[Link("Incidents", "/incidents/"), Link("XM-1")])
    assert drawn.count("<a ") == 1
    assert 'aria-current="page">XM-1' in drawn


@pytest.mark.parametrize(("language", "shown"), [("en", "36,221"), ("ar", "36,221"), ("fr", "36\u202f221")])
def test_numbers_follow_the_language(language: str, shown: str) -> None:
    with translation.override(language):
        assert number(36221) == shown
        assert draw("{{ n|number }}", n=36221) == shown


def test_signs_that_point_turn_round_and_others_do_not() -> None:
    assert "flip" in draw('{% icon "next" %}')
    assert "flip" not in draw('{% icon "down" %}')
    assert 'aria-hidden="true"' in draw('{% icon "down" %}')
