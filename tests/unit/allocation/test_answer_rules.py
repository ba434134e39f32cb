"""Who is told what, how long an offer stands, and what a signed paper looks like: from plain values."""

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from ringback.doors.allocation.answers.rules import NONE, PLACE, WAITING, Standing, sum_of, told
from ringback.doors.allocation.offers import saying
from ringback.doors.allocation.offers.drawing import RECORD_NAME, pdf_of
from ringback.doors.allocation.offers.fonts import choose
from ringback.doors.allocation.offers.paper import Paper
from ringback.doors.allocation.offers.rules import Step, is_name, reminders, stands, step

NOON = datetime(2026, 3, 11, 12, tzinfo=UTC)
ENTRIES = st.lists(
    st.builds(
        Standing,
        entry_id=st.integers(1, 10**6),
        token=st.uuids().map(str),
        score=st.integers(0, 4).map(Decimal),
        placed=st.booleans(),
        forwarded=st.booleans(),
        listed=st.booleans(),
    ),
    unique_by=lambda one: one.entry_id,
    max_size=25,
)


@given(ENTRIES, st.none() | st.integers(0, 10), st.booleans(), st.randoms(use_true_random=False))
def test_everybody_has_one_answer_and_nobody_moves_up_by_coming_first(  # type: ignore[no-untyped-def]
    found: list[Standing], most: int | None, history: bool, mixed
) -> None:
    answers = told(found, "lot", most, prefer_history=history)
    assert sorted(one.entry_id for one in answers) == sorted(one.entry_id for one in found)
    kinds, by_id = {one.entry_id: one.kind for one in answers}, {one.entry_id: one for one in found}
    assert all((kinds[one.entry_id] == PLACE) == one.placed for one in found)
    line = [one for one in answers if one.kind == WAITING]
    assert [one.rank for one in line] == list(range(1, len(line) + 1))
    assert most is None or len(line) <= most
    assert all(by_id[one.entry_id].forwarded for one in line)
    order = [(history and not by_id[one.entry_id].listed, -by_id[one.entry_id].score) for one in line]
    assert order == sorted(order)
    if most is None:
        assert all(kinds[one.entry_id] != NONE for one in found if one.forwarded)
    shuffled = list(found)
    mixed.shuffle(shuffled)
    again = told(shuffled, "lot", most, prefer_history=history)
    assert (again, sum_of(again)) == (answers, sum_of(answers))


def test_equals_are_drawn_and_another_lot_draws_others() -> None:
    equals = [Standing(number, f"token {number}", Decimal(5), forwarded=True) for number in range(40)]
    first, second = ([one.entry_id for one in told(equals, lot, None, prefer_history=False)] for lot in ("a", "b"))
    assert first != second
    assert sorted(first) == sorted(second) == list(range(40))


def test_an_offer_is_over_by_the_clock_whether_or_not_anybody_noted_it() -> None:
    until = NOON + timedelta(days=14)
    last, over = until - timedelta(seconds=1), until
    assert step("open", until, last, bought=False) == Step.PLACE
    assert step("open", until, over, bought=False) == Step.EXPIRED
    assert step("accepted", until, last, bought=False) == Step.SIGN
    assert step("signed", until, over, bought=False) == Step.BUY
    assert step("signed", until, over, bought=True) == Step.BOUGHT
    assert (stands("accepted", until, last), stands("accepted", until, over)) == (True, False)
    assert reminders(NOON, until) == [until - timedelta(days=3), until - timedelta(days=1)]
    assert reminders(NOON, NOON + timedelta(days=2)) == [NOON + timedelta(days=1)]
    assert [is_name(text) for text in ("王", "Mira Novak", "محمد", " – 1.", "", "x" * 121)] == [True] * 3 + [False] * 3


def test_every_language_says_all_that_english_says_with_the_same_names_in_it() -> None:
    languages = saying.VOCABULARY.languages
    english = languages["en"]
    assert len(languages) == 6
    for theirs in languages.values():
        assert set(theirs) == set(english)
        assert all(
            set(re.findall(r"{\w+}", theirs[name])) == set(re.findall(r"{\w+}", english[name])) for name in english
        )


def _font(folder: Path, name: str, letters: str) -> None:
    """A font that draws each of these letters as a box."""
    names = [".notdef", *(f"u{ord(one):04X}" for one in letters)]
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for point in ((0, 500), (500, 500), (500, 0)):
        pen.lineTo(point)
    pen.closePath()
    box = pen.glyph()
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder(names)
    made.setupCharacterMap({ord(one): f"u{ord(one):04X}" for one in letters})
    made.setupGlyf(dict.fromkeys(names, box))
    made.setupHorizontalMetrics(dict.fromkeys(names, (600, 0)))
    made.setupHorizontalHeader(ascent=800, descent=-200)
    made.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name})
    made.setupOS2(sTypoAscender=800, sTypoDescender=-200)
    made.setupPost()
    made.save(folder / f"{name}.ttf")


def _paper(name: str, folders: Sequence[Path]) -> tuple[str, bytes]:
    """What a paper signed by `name` says, and what is attached to it."""
    record = f'{{"name": "{name}"}}'.encode()
    facts = [("Signed by", name)]
    made = pdf_of(Paper("en", "No resale", "I keep it.", facts, record, NOON, "Lacking: {characters}"), folders)
    read = PdfReader(io.BytesIO(made))
    assert read.metadata is not None and read.metadata.title == "No resale"
    return "".join(page.extract_text() for page in read.pages), read.attachments[RECORD_NAME][0]


def test_a_paper_draws_what_fonts_can_and_names_the_rest(tmp_path: Path) -> None:
    latin = "".join(map(chr, range(0x20, 0x7F)))
    _font(tmp_path, "DejaVuSans", latin + "Ирина")
    _font(tmp_path, "Another", "王明")
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    chosen = choose("Ира 王小", [tmp_path])
    assert ([path.stem for path in chosen.paths], chosen.missing) == (["DejaVuSans", "Another"], ["小"])
    said, attached = _paper("Ирина 王小明", [tmp_path])
    assert "Signed by: Ирина 王[U+5C0F]明" in said
    assert "Lacking: U+5C0F" in said
    assert "Ирина 王小明" in attached.decode()


def test_a_paper_is_made_where_there_is_no_font_at_all(tmp_path: Path) -> None:
    said, attached = _paper("José 王", [tmp_path])
    assert "Signed by: José [U+738B]" in said
    assert "José 王" in attached.decode()
