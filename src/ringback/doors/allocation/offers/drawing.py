"""Drawing a signed paper as PDF: its text, what was signed when, and the very words once more as an attached file."""

from collections.abc import Collection, Sequence
from pathlib import Path
from unicodedata import bidirectional

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from ringback.doors.allocation.offers.fonts import FOLDERS, choose
from ringback.doors.allocation.offers.paper import Paper

_LINE = 6
RECORD_NAME = "agreement.json"


def pdf_of(paper: Paper, folders: Collection[Path] = FOLDERS) -> bytes:
    """The paper as a PDF file.

    What no font at hand can draw stands there as its code points; the attached record has it as it was typed.
    """
    facts = [f"{name}: {value}" for name, value in paper.facts]
    everything = "\n".join([paper.title, paper.text, *facts, paper.lacking, paper.author])
    chosen = choose(everything, folders)
    page = _page(paper, chosen.paths)
    # Without any font of the machine's, PDF's own draws Latin-1.
    missing = set(chosen.missing) if chosen.paths else {one for one in everything if ord(one) > 255}
    drawable = str.maketrans({one: f"[U+{ord(one):04X}]" for one in missing})
    page.set_font(page.font_family, size=16)
    _put(page, paper.title.translate(drawable))
    page.set_font(page.font_family, size=10.5)
    _put(page, paper.text.translate(drawable))
    page.ln(_LINE)
    page.line(page.l_margin, page.get_y(), page.w - page.r_margin, page.get_y())
    page.ln(_LINE)
    _put(page, "\n".join(facts).translate(drawable))
    if missing:
        characters = " ".join(f"U+{ord(one):04X}" for one in sorted(missing)[:60])
        _put(page, paper.lacking.format(characters=characters).translate(drawable))
    page.embed_file(bytes=paper.record, basename=RECORD_NAME, modification_date=paper.made_at)
    return bytes(page.output())


def _page(paper: Paper, fonts: Sequence[Path]) -> FPDF:
    page = FPDF(format="A4")
    page.set_margins(22, 22)
    page.set_auto_page_break(True, 22)
    page.set_creation_date(paper.made_at)
    page.set_title(paper.title)
    page.set_author(paper.author)
    page.set_lang(paper.language)
    for number, path in enumerate(fonts):
        page.add_font(f"f{number}", fname=path)
    if fonts:
        page.set_font("f0")
        page.set_fallback_fonts([f"f{number}" for number in range(1, len(fonts))], exact_match=False)
        # Arabic letters join, and run from the right.
        page.set_text_shaping(True)
    else:
        page.set_font("helvetica")
    page.add_page()
    page.c_margin = 0
    return page


def _put(page: FPDF, text: str) -> None:
    """Paragraphs, each at the side where its writing begins."""
    for paragraph in text.split("\n"):
        if not paragraph.strip():
            page.ln(_LINE / 2)
            continue
        page.multi_cell(0, page.font_size * 1.5, paragraph, align=_side(paragraph), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.ln(_LINE / 2)


def _side(paragraph: str) -> str:
    """By the first letter that has a direction (Unicode's rule for paragraphs)."""
    for character in paragraph:
        way = bidirectional(character)
        if way in ("R", "AL"):
            return "R"
        if way == "L":
            return "L"
    return "L"
