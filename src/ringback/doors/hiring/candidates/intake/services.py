"""Taking candidates in from a file that a member has: a list, or one résumé."""

from dataclasses import dataclass, replace
from typing import IO, Any

from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, place_of
from ringback.base.kit import clock, money
from ringback.base.kit.errors import FieldError
from ringback.doors.hiring.candidates.intake import lists, reading
from ringback.doors.hiring.candidates.intake.lists import Entry, Listed
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import ApplyValues, Upload, add_application, read_upload
from ringback.doors.hiring.openings.services import opening_of

_PLAIN = ("name", "email", "phone", "city", "source", "message", "resume_text")


@dataclass(frozen=True, slots=True)
class Intake:
    """How many came in, how many had applied before, and in words what was not understood."""

    new: int
    known: int
    problems: list[str]


def take_in(actor: Actor, opening_id: int, file: IO[bytes], name: str, size: int) -> Intake:
    """Take in what a file holds: CSV, JSON Resume, or a résumé as PDF, DOCX or text (MISSION H26).

    Nobody is taken in twice. Raises FieldError where nothing in it can be read.
    """
    opening_of(actor, opening_id, "hiring.act")
    upload = read_upload(file, name, size, "file")
    listed = _listed(upload)
    if listed is None:
        return _one(actor, opening_id, upload)
    new, known, problems = 0, 0, []
    if listed.unknown:
        problems.append(_("Not understood: %(parts)s.") % {"parts": ", ".join(listed.unknown[:20])})
    for entry in listed.entries:
        try:
            made = _added(actor, opening_id, _values(entry))
        except FieldError as error:
            where = _("Line %(number)s: ") % {"number": entry.where} if entry.where else ""
            problems.append(f"{where}{error.problem} {error.mend}")
        else:
            new, known = new + made, known + (not made)
    return Intake(new, known, problems)


def with_resume(actor: Actor, opening_id: int, values: ApplyValues, upload: Upload) -> tuple[Application, list[str]]:
    """One candidate with a résumé, which says what `values` leave empty; and what neither of them says."""
    text = reading.text_of(upload)
    found = reading.facts_of(text, place_of(actor.organisation_id)[1])
    filled = {name: getattr(values, name) or getattr(found, name) for name in ("name", "email", "phone")}
    missing = {"name": _("their name"), "email": _("an e-mail address"), "phone": _("a phone number")}
    words = [label for name, label in missing.items() if not filled[name]]
    if not text:
        words.append(_("any words (a scan, or of a kind we cannot read)"))
    made = add_application(actor, opening_id, replace(values, **filled, resume_text=text, uploads=[upload]))
    return made, [
        _("Not found in %(file)s: %(what)s.") % {"file": upload.name, "what": ", ".join(words)}
    ] if words else []


def _listed(upload: Upload) -> Listed | None:
    """The file as a list; None for a résumé to be read by people. Raises FieldError for a list that is broken."""
    name = upload.name.lower()
    if upload.media_type != "text/plain" or not name.endswith((".csv", ".json")):
        return None
    try:
        return lists.of_csv(upload.content) if name.endswith(".csv") else lists.of_json_resume(upload.content)
    except ValueError as error:
        mend = _("A CSV needs a heading with a column “name”; JSON must be a JSON Resume.")
        raise FieldError("file", _("This file was not understood."), mend) from error


def _one(actor: Actor, opening_id: int, upload: Upload) -> Intake:
    began = clock.now()
    made, problems = with_resume(actor, opening_id, ApplyValues(name=""), upload)
    new = made.applied_at >= began
    return Intake(int(new), int(not new), problems)


def _added(actor: Actor, opening_id: int, values: ApplyValues) -> bool:
    """Whether they are new."""
    began = clock.now()
    return add_application(actor, opening_id, values).applied_at >= began


def _values(entry: Entry) -> ApplyValues:
    plain: dict[str, Any] = {name: entry.values.get(name, "") for name in _PLAIN}
    return ApplyValues(**plain, wanted_pay=money.amount(entry.values.get("wanted_pay", ""), "wanted_pay"))
