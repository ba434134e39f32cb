"""Texts name fields, and can do nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.base.kit.errors import FieldError
from ringback.channels.messages import placeholders
from ringback.channels.messages.kinds import Kind
from ringback.channels.messages.rendering import MissingFieldError, filled, one_line
from ringback.channels.messages.rendering import render as rendered
from ringback.channels.messages.texts import Texts

KIND = Kind("tests.offer", "Offer", ("name", "link"), optional=("note",), links=frozenset({"link"}), purpose="offers")
VALUES = {"name": "Eva <b>", "link": "https://x.example/?a=1&b=2", "note": ""}


@pytest.mark.parametrize(
    "text",
    [
        "{{ name.__class__ }}",
        "{{ name|safe }}",
        "{{ settings }}",
        "{{ }}",
        "{% load static %}",
        "{% include 'x' %}",
        "{% debug %}",
        "{% for x in name %}{% endfor %}",
        "{% if name == link %}x{% endif %}",
        "{% if name %}never closed",
        "{% endif %}",
        "{# {{ name }} #}",
        "{% if name %}" * 60 + "{% endif %}" * 60,
        "x" * 20_001,
    ],
)
def test_what_is_more_than_a_field_or_a_condition_is_refused(text: str) -> None:
    with pytest.raises(FieldError):
        placeholders.check(text, KIND.fields)


@given(st.text(max_size=300))
def test_no_text_that_passes_the_check_breaks_or_leaks(text: str) -> None:
    try:
        placeholders.check(text, ["name"])
    except FieldError:
        return
    assert "__class__" not in placeholders.fill(text, {"name": "x"}) or "__class__" in text


def test_values_are_escaped_in_html_and_only_there() -> None:
    values = filled(KIND, VALUES, "Tents & Co")
    seen = rendered(
        KIND, Texts("Hi {{ name }}", "{{ name }}\n\n{{ link }}{% if note %} {{ note }}{% endif %}"), "en", values
    )
    assert "Eva <b>" in seen.text
    assert "Eva &lt;b&gt;" in seen.html and "Eva <b>" not in seen.html
    assert '<a href="https://x.example/?a=1&amp;b=2">' in seen.html


def test_a_field_does_not_become_a_template() -> None:
    values = filled(KIND, {**VALUES, "name": "{{ link }}{% if %}"}, "T")
    assert "{{ link }}" in rendered(KIND, Texts("s", "{{ name }}"), "en", values).text


def test_everything_that_lacks_is_named_at_once() -> None:
    with pytest.raises(MissingFieldError) as caught:
        filled(KIND, {"name": "  "}, "T")
    assert caught.value.fields == ("name", "link")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "x.example", "//x.example"])
def test_a_link_is_a_web_address(link: str) -> None:
    with pytest.raises(FieldError):
        filled(KIND, {**VALUES, "link": link}, "T")


@given(st.text())
def test_a_header_is_one_line(text: str) -> None:
    line = one_line(text)
    assert line.splitlines() in ([], [line])
    assert len(line) <= 200
