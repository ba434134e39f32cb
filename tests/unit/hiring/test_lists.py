"""Candidates in files: what is understood, and what is named as not understood."""

import json

import pytest

from ringback.doors.hiring.candidates.intake import lists, reading


def test_a_list_in_the_words_people_use() -> None:
    read = lists.of_csv("\ufeffKandidat;E-Mail;Gehalt;Schuhgröße\nVera Voss;v@example.org;3.200;38\n;;;\n".encode())
    assert read.unknown == ["Schuhgröße"]
    assert [(one.where, dict(one.values)) for one in read.entries] == [
        ("2", {"name": "Vera Voss", "email": "v@example.org", "wanted_pay": "3.200"})
    ]


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe", b"name\n" + b"x\n" * 2001])
def test_what_is_no_list(content: bytes) -> None:
    with pytest.raises(ValueError):
        lists.of_csv(content)


def test_a_json_resume() -> None:
    resume = {
        "basics": {"name": "Vera", "email": "v@example.org", "location": {"city": "Kiel"}, "summary": "I sail."},
        "work": [{"name": "Sails", "highlights": ["DATEV"]}],
        "references": [],
    }
    read = lists.of_json_resume(json.dumps(resume).encode())
    (entry,) = read.entries
    assert entry.values["city"] == "Kiel" and "DATEV" in entry.values["resume_text"]
    assert read.unknown == ["references"]


@pytest.mark.parametrize("content", [b"[]", b"{}", b"no", b"[" * 100_000, b'{"basics": 1}'])
def test_what_is_no_json_resume(content: bytes) -> None:
    with pytest.raises(ValueError):
        lists.of_json_resume(content)


def test_the_facts_of_a_resume() -> None:
    text = "Curriculum Vitae 2026\nVera Voss\nKiel, Hafenstr. 1\nTel. 0431 1234567 vera.voss@example.org"
    assert reading.facts_of(text, "DE") == reading.Found("Vera Voss", "vera.voss@example.org", "0431 1234567")
    assert reading.facts_of("", "DE") == reading.Found("", "", "")
