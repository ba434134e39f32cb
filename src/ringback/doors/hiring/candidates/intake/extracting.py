"""The text of a résumé, in a process of its own with little memory and time: whoever wrote the file may mean harm.

`python -m ringback.doors.hiring.candidates.intake.extracting MEDIA_TYPE < file > text`
"""

import io
import sys

from docx import Document
from pypdf import PdfReader

from ringback.base.kit.confined import confine

MOST_SECONDS = 6
MOST_MEMORY = 768_000_000
MOST_PAGES = 30
MOST_TEXT = 60_000


def text_of(content: bytes, media_type: str) -> str:
    """The words of a file, at most MOST_TEXT characters. Raises whatever the libraries raise for a broken one."""
    if media_type == "application/pdf":
        pages = PdfReader(io.BytesIO(content)).pages[:MOST_PAGES]
        text = "\n".join(page.extract_text() for page in pages)
    elif media_type == "text/plain":
        text = content.decode()
    else:
        read = Document(io.BytesIO(content))
        cells = (cell.text for table in read.tables for row in table.rows for cell in row.cells)
        text = "\n".join([*(paragraph.text for paragraph in read.paragraphs), *cells])
    return text[:MOST_TEXT]


def main() -> None:
    """Read the file, write its words; any trouble ends the process with a status."""
    confine(cpu_seconds=MOST_SECONDS, memory=MOST_MEMORY)
    words = text_of(sys.stdin.buffer.read(), sys.argv[1])
    sys.stdout.buffer.write(words.encode(errors="replace"))


if __name__ == "__main__":
    main()
