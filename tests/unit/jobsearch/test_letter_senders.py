"""Who wrote what a seeker forwarded, and whose in their book that is."""

import pytest

from ringback.doors.jobsearch.letters.senders import Known, belongs_to, chosen, origin, subject_of

OWN = ("Mira@example.org", "")
BOOK = [
    Known(1, 11, "Clara.Weber@tents.example"),
    Known(1, None, "https://www.tents.example/jobs"),
    Known(2, 21, "boss@gmail.com"),
    Known(3, 31, "a@group.example"),
    Known(4, 41, "b@group.example"),
]


@pytest.mark.parametrize(
    "heading",
    [
        "From: Clara Weber <clara.weber@tents.example>",
        "> *Von:* Clara Weber <clara.weber@tents.example>",
        "От: Клара Вебер <clara.weber@tents.example>",
        "De: clara.weber@tents.example",
        "发件人：clara.weber@tents.example",
        "من: clara.weber@tents.example",
    ],
)
def test_what_was_forwarded_by_hand_came_from_whoever_heads_it(heading: str) -> None:
    text = f"see boss@gmail.com\n\n----- Forwarded -----\n{heading}\nTo: mira@example.org\n\nWe decide on Friday."
    assert origin("mira@example.org", text, OWN) == "clara.weber@tents.example"


def test_other_mail_came_from_its_sender() -> None:
    assert origin("hr@tents.example", "From: other@tents.example", OWN) == "hr@tents.example"
    assert origin("mira@example.org", "ask mira@example.org or hr@tents.example.", OWN) == "hr@tents.example"
    assert origin("mira@example.org", "nothing", OWN) == ""
    assert origin("mira@example.org", "@" * 50_000, OWN) == ""
    assert origin("mira@example.org", ">\n" * 9_000 + "> From: hr@tents.example", OWN) == "hr@tents.example"


def test_whose_it_is() -> None:
    assert belongs_to("CLARA.weber@tents.example", BOOK) == Known(1, 11, "clara.weber@tents.example")
    assert belongs_to("noreply@jobs.tents.example", BOOK) == Known(1, None, "noreply@jobs.tents.example")
    assert belongs_to("boss@gmail.com", BOOK) is not None
    for nobodys in ("other@gmail.com", "c@group.example", "a@tents.example.evil.example", "x@example", ""):
        assert belongs_to(nobodys, BOOK) is None


def test_the_newest_that_is_open_is_meant() -> None:
    assert chosen({1: (False, 10.0), 2: (False, 20.0), 3: (True, 30.0)}) == 2
    assert chosen({3: (True, 30.0)}) == 3
    assert chosen({}) is None


def test_forwarding_leaves_the_subject() -> None:
    assert subject_of("WG: Fwd: Your application") == "Your application"
    assert subject_of("Fwd:") == "Fwd:"
