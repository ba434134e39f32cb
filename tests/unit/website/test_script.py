"""The configuration in front of the widget never breaks out of where it stands."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ringback.doors.website.built import Built, Bundle
from ringback.doors.website.script import _best, _prompts, _second, safe_json
from ringback.doors.website.services import SiteFacts
from ringback.doors.website.triggers import Rule

TEXT = st.text(st.sampled_from("</script>&\u2028\u2029'\"\\\n a!-"), max_size=40) | st.text(max_size=40)


@given(st.dictionaries(TEXT, TEXT | st.none() | st.booleans() | st.lists(TEXT, max_size=3), max_size=5))
def test_it_reads_back_the_same_and_holds_nothing_that_ends_a_script(value: dict[str, object]) -> None:
    text = safe_json(value)
    assert json.loads(text) == value
    assert not set(text) & set("<>&\u2028\u2029\n\r")


@given(st.text(max_size=60))
def test_any_accept_encoding_gets_one_we_have(accepted: str) -> None:
    assert _best(accepted) in ("", "gzip", "br")


def test_a_language_we_have_no_dialog_for_falls_back() -> None:
    dialog = Bundle("", "0123/dialog.en.js", "sha256-")
    made = Built(1, dialog, {"en": dialog, "de": dialog}, {"en": {}, "de": {}})
    assert [made.language(tag) for tag in ("de", "de-AT", "xx", "../../etc/passwd", "")] == [
        "de",
        "de",
        "en",
        "en",
        "en",
    ]


def test_a_rule_has_its_own_words_in_its_languages_and_half_read_the_second() -> None:
    rules = (
        Rule(1, seconds=5, texts={"en": {"title": "Going?", "text": "Stay"}}, second={"en": {"title": "Wait!"}}),
        Rule(2, seconds=9, poll=7, texts={"en": {"title": "A poll has its own"}}),
        Rule(3, seconds=9),
    )
    site = replace(SiteFacts.blank(1, "Tents"), prompt_rules=rules, variants={"de": {"title": "Hallo"}})
    assert _prompts(site, "en") == {"1": {"title": "Going?", "text": "Stay"}}
    assert _second(site, "en") == {"prompts": {"1": {"title": "Wait!", "text": "Stay"}}}
    assert (_prompts(site, "de"), _second(site, "de")) == ({}, {"title": "Hallo"})
    assert site.has_variants and replace(site, variants={}).has_variants
    assert not replace(site, variants={}, prompt_rules=rules[1:]).has_variants
