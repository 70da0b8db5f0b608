"""The macros that pages are built from: accessible by construction, words escaped, no script."""

from collections.abc import Callable
from typing import Any

import html5lib
import pytest
from flask import Flask
from flask_babel import Babel
from flask_wtf import FlaskForm
from jinja2 import StrictUndefined
from markupsafe import Markup
from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from webapp.settings import paths
from webapp.text import differences

Element = Any
Draw = Callable[..., Element]


class Observation(FlaskForm):
    """A form with one field of each sort."""

    submission_id = HiddenField(default="abc")
    body = TextAreaField("What to say", [DataRequired("Write it"), Length(max=50)])
    kind = RadioField(
        "Its kind",
        [InputRequired("Choose one")],
        choices=[SelectChoice("for", "For"), SelectChoice("new", "New")],
    )
    groups = SelectMultipleField("Groups", choices=[SelectChoice("a", "A"), SelectChoice("b", "B")])
    name = StringField("Name")
    consent = BooleanField("I agree", [DataRequired("Agree first")])
    paper = FileField("Paper")


@pytest.fixture
def app() -> Flask:
    """The templates alone, as strict as Jinja can be, in the language of the source."""
    app = Flask("components", template_folder=str(paths.templates()))
    app.config.update(SECRET_KEY="test", WTF_CSRF_ENABLED=False)
    app.jinja_env.undefined = StrictUndefined
    Babel(app, default_locale="en")
    return app


@pytest.fixture
def draw(app: Flask) -> Any:
    """Render one macro call and parse it strictly."""

    def drawn(room: str, call: str, **given: object) -> Element:
        source = f'{{% import "components/{room}.html" as c %}}{call}'
        text = app.jinja_env.from_string(source).render(**given)
        return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(
            f"<div>{text}</div>"
        )

    with app.test_request_context(method="POST"):
        yield drawn


def faulty() -> Observation:
    form = Observation()
    form.validate()
    return form


def by_id(tree: Element, name: str) -> Element:
    found = [element for element in tree.iter() if element.get("id") == name]
    assert len(found) == 1, name
    return found[0]


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_a_field_names_its_hint_its_counter_and_its_error(draw: Draw) -> None:
    tree = draw("forms", "{{ c.field(f.body, hint='Plain words', max=5000) }}", f=faulty())
    box = by_id(tree, "body")
    assert box.get("aria-invalid") == "true"
    told = [words(by_id(tree, name)) for name in box.get("aria-describedby").split()]
    assert told == ["Plain words", "Up to 5.000 characters.", "Error: Write it"]
    assert tree.find(".//label").get("for") == "body"


def test_a_field_without_hint_or_error_says_nothing_of_them(draw: Draw) -> None:
    box = by_id(draw("forms", "{{ c.field(f.name) }}", f=Observation()), "name")
    assert {"aria-describedby", "aria-invalid", "rows", "autocomplete"}.isdisjoint(box.attrib)


def test_a_long_text_is_never_cut_by_the_browser(draw: Draw) -> None:
    tree = draw("forms", "{{ c.field(f.body, max=50) }}", f=Observation())
    assert by_id(tree, "body").get("maxlength") is None


def test_only_what_may_be_left_empty_says_so(draw: Draw) -> None:
    labels = [
        words(draw("forms", f"{{{{ c.field(f.{name}) }}}}", f=Observation()).find(".//label"))
        for name in ("body", "name")
    ]
    assert labels == ["What to say", "Name (optional)"]


def test_radios_are_a_group_with_a_legend_and_the_error_belongs_to_it(draw: Draw) -> None:
    tree = draw("forms", "{{ c.radios(f.kind, hints={'new': 'Something else'}) }}", f=faulty())
    group = by_id(tree, "kind")
    assert group.tag == "fieldset"
    assert words(group.find("legend")) == "Its kind"
    assert words(by_id(tree, group.get("aria-describedby"))) == "Error: Choose one"
    options = list(group.iter("input"))
    assert [option.get("value") for option in options] == ["for", "new"]
    assert words(by_id(tree, options[1].get("aria-describedby"))) == "Something else"


def test_a_question_alone_on_its_page_is_the_heading(draw: Draw) -> None:
    tree = draw("forms", "{{ c.radios(f.kind, heading=True) }}", f=Observation())
    assert words(tree.find(".//legend/h1")) == "Its kind"


def test_what_was_chosen_stays_chosen(app: Flask, draw: Draw) -> None:
    with app.test_request_context(method="POST", data={"kind": "new", "groups": ["a", "b"]}):
        form = Observation()
        tree = draw("forms", "{{ c.radios(f.kind) }}{{ c.checkboxes(f.groups) }}", f=form)
    chosen = [box.get("value") for box in tree.iter("input") if "checked" in box.attrib]
    assert chosen == ["new", "a", "b"]


def test_the_summary_links_to_each_fault_with_the_same_words(draw: Draw) -> None:
    page = """{{ c.error_summary(f) }}{{ c.field(f.body) }}{{ c.radios(f.kind) }}
              {{ c.checkbox(f.consent) }}"""
    tree = draw("forms", page, f=faulty())
    summary = next(e for e in tree.iter("div") if e.get("role") == "alert")
    assert summary.get("tabindex") == "-1"
    links = list(summary.iter("a"))
    assert [words(link) for link in links] == ["Write it", "Choose one", "Agree first"]
    for link in links:
        name = link.get("href").removeprefix("#")
        by_id(tree, name)
        assert words(by_id(tree, f"{name}-error")) == f"Error: {words(link)}"


def test_there_is_no_summary_without_faults(draw: Draw) -> None:
    assert not words(draw("forms", "{{ c.error_summary(f) }}", f=Observation()))


def test_hidden_fields_bring_no_id_so_that_two_forms_share_a_page(draw: Draw) -> None:
    tree = draw("forms", "{{ c.csrf(f) }}", f=Observation())
    (hidden,) = tree.iter("input")
    assert hidden.attrib == {"type": "hidden", "name": "submission_id", "value": "abc"}


def test_a_button_sends_and_a_link_goes(draw: Draw) -> None:
    calls = """{{ c.button('Send', name='step', value='2', formaction='/x') }}
               {{ c.button_link('Go', '/there', kind='secondary') }}"""
    tree = draw("forms", calls)
    assert tree.find(".//button").attrib == {
        "type": "submit", "class": "button primary", "name": "step", "value": "2",
        "formaction": "/x",
    }  # fmt: skip
    assert tree.find(".//a").attrib == {"class": "button secondary", "href": "/there"}


def test_what_needs_script_is_hidden_without_it(draw: Draw) -> None:
    tree = draw("forms", "{{ c.copy_button('code') }}{{ c.print_button() }}")
    assert all("hidden" in button.attrib for button in tree.iter("button"))


def test_the_step_a_plan_is_at_is_marked_for_everyone(draw: Draw) -> None:
    steps = [
        {"label": "Announced", "state": "done", "when": None},
        {"label": "Open", "state": "current", "when": "until Monday"},
        {"label": "Answering", "state": "ahead", "when": None},
    ]
    items = list(draw("status", "{{ c.phase_steps(steps) }}", steps=steps).iter("li"))
    assert [item.get("aria-current") for item in items] == [None, "step", None]
    assert [words(item) for item in items] == ["Announced (done)", "Open until Monday", "Answering"]


def test_a_link_to_change_says_what_it_changes(draw: Draw) -> None:
    tree = draw("status", "{{ c.key_values([('Name', 'Ana'), ('Text', 'No', '/t', 'text')]) }}")
    assert [words(link) for link in tree.iter("a")] == ["Edit text"]


def test_a_difference_is_said_in_words_and_keeps_both_texts(draw: Draw) -> None:
    pieces = differences.difference("one course <b>", "two courses <b>")
    tree = draw("text", "{{ c.difference(pieces) }}", pieces=pieces)
    removed, added = tree.find(".//del"), tree.find(".//ins")
    assert words(removed).startswith("[removed text begins]")
    assert words(removed).endswith("[removed text ends]")
    assert words(added).startswith("[added text begins]")
    assert words(tree).endswith("<b>")


@pytest.mark.parametrize("macro", ["plan_text", "quote", "redactable"])
def test_a_text_is_escaped_unless_it_is_known_to_be_safe(draw: Draw, macro: str) -> None:
    call = f"{{{{ c.{macro}(text, 'label') }}}}"
    assert draw("text", call, text="<b>Hi</b>").find(".//b") is None
    assert draw("text", call, text=Markup("<b>Hi</b>")).find(".//b") is not None


def test_a_change_names_the_observations_behind_it(draw: Draw) -> None:
    tree = draw("text", "{{ c.because_of([('/o/1', 'CMC-1', 'Ana'), ('/o/2', 'CMC-2')]) }}")
    assert [(a.get("href"), words(a)) for a in tree.iter("a")] == [
        ("/o/1", "CMC-1"),
        ("/o/2", "CMC-2"),
    ]


def test_a_table_keeps_its_headings_when_it_becomes_cards(draw: Draw) -> None:
    tree = draw("lists", "{{ c.table(['Action', 'Count'], [['4.2', 3]], 'By action') }}")
    assert words(tree.find(".//caption")) == "By action"
    assert tree.find(".//tbody//th").get("scope") == "row"
    assert tree.find(".//td").get("data-label") == "Count"
    assert tree.find(".//td").get("role") == "cell"


def test_a_filter_is_a_form_that_reads(draw: Draw) -> None:
    tree = draw(
        "lists",
        """{% call c.filters('/o', clear='/o') %}
           {{ c.filter_select('kind', 'Kind', [('a', 'A'), ('b', 'B')], 'b') }}
           {{ c.filter_text('q', 'Words', '"x"') }}{% endcall %}""",
    )
    assert tree.find(".//form").get("method") == "get"
    assert [o.get("value") for o in tree.iter("option") if "selected" in o.attrib] == ["b"]
    assert by_id(tree, "filter-q").get("value") == '"x"'


def test_the_ways_through_a_list_appear_only_where_they_lead(draw: Draw) -> None:
    assert not words(draw("lists", "{{ c.pager() }}"))
    assert [a.get("rel") for a in draw("lists", "{{ c.pager('/2') }}").iter("a")] == ["next"]


def test_a_moment_is_for_people_and_for_machines(draw: Draw) -> None:
    (time,) = draw("dates", "{{ c.when('2026-12-02', 'Monday') }}").iter("time")
    assert (time.get("datetime"), words(time)) == ("2026-12-02", "Monday")
