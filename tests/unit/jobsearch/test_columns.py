"""Lists as spreadsheets hold them are read by their headings, whatever the language."""

import pytest

from ringback.doors.jobsearch.employers import columns


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("Company;City;Phone", ["employer", "city", "phone"]),
        ("Firma\tOrt\tAnsprechpartner", ["employer", "city", "contact"]),
        ("Компания,Город,Вакансия", ["employer", "city", "position"]),
        ("公司,电话", ["employer", "phone"]),
        ("الشركة,الوظيفة", ["employer", "position"]),
        ("name,city", ["employer", "city"]),
        ("Empresa,Nombre,Etapa", ["employer", "contact", "stage"]),
    ],
)
def test_headings_are_understood(heading: str, names: list[str]) -> None:
    delimiter = next(mark for mark in "\t;," if mark in heading)
    row = delimiter.join("x" for _name in names)
    listed = columns.read(f"\ufeff{heading}\n{row}\n\n".encode())
    assert [(line, list(values)) for line, values in listed.rows] == [(2, names)]
    assert listed.unknown == []


def test_what_is_not_understood_is_named() -> None:
    listed = columns.read(b"employer,shoe size,company,city\nNordlicht,42,Other,\n")
    assert listed.unknown == ["shoe size", "company"]
    assert listed.rows == [(2, {"employer": "Nordlicht"})]


@pytest.mark.parametrize(
    "content",
    [b"", b"city\nHamburg\n", b"\xff\xfe\x00", b"employer\n" + b"x\n" * 2001, b'employer\n"' + b"x" * 200_000],
)
def test_what_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"no column|too many|decode|invalid|no list"):
        columns.read(content)
