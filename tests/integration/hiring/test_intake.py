"""Candidates from files: real documents, read in a process of their own; nobody twice; what is missing is named."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as Word

from ringback.base.accounts.services import Actor
from ringback.doors.hiring.candidates.intake import reading, services
from ringback.doors.hiring.candidates.models import Application, Document
from ringback.doors.hiring.candidates.services import Upload
from ringback.doors.hiring.openings.models import Opening
from tests.integration.accounts import scene

PDF = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>> endobj
4 0 obj <</Length 92>> stream
BT /F 12 Tf 14 TL 10 200 Td (Vera Voss) Tj T* (vera@example.org) Tj T* (DATEV since 2019) Tj ET
endstream endobj
5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
trailer <</Root 1 0 R/Size 6>>
startxref
0
%%EOF
"""


def word(*lines: str) -> bytes:
    made, packed = Word(), io.BytesIO()
    for line in lines:
        made.add_paragraph(line)
    made.save(packed)
    return packed.getvalue()


def taken(owner: Actor, opening: Opening, name: str, content: bytes) -> services.Intake:
    return services.take_in(owner, opening.pk, io.BytesIO(content), name, len(content))


def test_resumes_are_read(owner: Actor, opening: Opening) -> None:
    done = taken(owner, opening, "vera.pdf", PDF)
    assert (done.new, done.known) == (1, 0) and done.problems == ["Not found in vera.pdf: a phone number."]
    vera = Application.objects.get()
    assert vera.name == "Vera Voss" and "DATEV since 2019" in vera.resume_text
    again = taken(owner, opening, "vera.docx", word("Vera Voss", "vera@example.org", "0431 1234567"))
    assert (again.new, again.known, again.problems) == (0, 1, [])
    assert Document.objects.filter(application=vera).count() == 2


@pytest.mark.parametrize("content", [b"%PDF-1.4 torn", b"%PDF-1.7\n" + b"<<" * 100_000])
def test_what_cannot_be_read_is_no_trouble(content: bytes) -> None:
    assert reading.text_of(Upload("torn.pdf", "application/pdf", content)) == ""


def test_a_list_comes_in_once(owner: Actor, opening: Opening) -> None:
    rows = (
        b"name,email,pay,shoes\nVera,v@example.org,3200,38\nVito,nothing,,\nVera,v@example.org,,\nWim,w@example.org,x,"
    )
    browser = scene.signed_in(owner)

    def sent() -> Any:
        return browser.post(f"/hiring/{opening.pk}/intake/", {"file": SimpleUploadedFile("list.csv", rows)})

    page = sent().content.decode()
    assert "1 candidate came in. 1 had applied before." in page and "Not understood: shoes." in page
    assert "Line 3: This is no e-mail address." in page and "Line 5: This is no amount of money." in page
    assert "0 candidates came in. 2 had applied before." in sent().content.decode()
    assert Application.objects.get().wanted_pay == 3200
    broken = browser.post(f"/hiring/{opening.pk}/intake/", {"file": SimpleUploadedFile("list.csv", b"a,b\n1,2")})
    assert broken.status_code == 422 and b"This file was not understood." in broken.content


def test_by_hand(owner: Actor, opening: Opening) -> None:
    browser, address = scene.signed_in(owner), f"/hiring/{opening.pk}/intake/"
    assert browser.post(address, {"name": "Vera"}).status_code == 422
    assert browser.post(address, {"name": "Vera", "phone": "0431 1234567"}).status_code == 302
    assert Application.objects.get().phone == "+494311234567"


def test_how_they_fit_is_explained(owner: Actor, opening: Opening) -> None:
    taken(owner, opening, "vera.pdf", PDF)
    browser, vera = scene.signed_in(owner), Application.objects.get()
    page = browser.get(f"/hiring/applications/{vera.pk}/").content.decode()
    assert "How it fits" in page and "“DATEV since 2019”" in page
    assert "Three years of bookkeeping" in browser.get(f"/hiring/{opening.pk}/matches/").content.decode()
