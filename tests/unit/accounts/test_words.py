"""What the team's pages say in words."""

import pytest

from ringback.base.accounts.templatetags.accounts import action_words, browser_words, detail_words


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36",
            "Chrome, Linux",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("curl/8.0", "curl/8.0"),
        ("", "–"),
    ],
)
def test_a_browser_is_named_as_people_know_it(agent: str, words: str) -> None:
    assert browser_words(agent) == words


def test_the_log_reads_as_a_sentence() -> None:
    assert action_words("member.grants_changed") == "Member: grants changed"
    assert action_words("uncertain attempt resolved") == "Uncertain attempt resolved"
    assert detail_words({"fields": ["name", "zone"], "via": "rb_1"}) == "fields name, zone · via rb_1"
