"""An opening with as many candidates as a benchmark wants, and a recruiter at its board."""

import time
from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from ringback.base.accounts import services as accounts
from ringback.base.accounts.models import User
from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.core.people.models import Person
from ringback.doors.hiring.candidates.matching import services as matching
from ringback.doors.hiring.candidates.models import Application, StageMove
from ringback.doors.hiring.openings import services as openings
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import OpeningValues

# What share of all stands in each of the usual stages, after the funnel of MISSION H1.
SHARES = (0.5, 0.27, 0.1, 0.03, 0.07, 0.03)
WARM_UP = 3


def owner() -> Actor:
    """An organisation's owner."""
    user = User.objects.create_user("owner@bench.example", None, name="Owner")
    accounts.open_organisation(user, "Bench", "DE", "Europe/Berlin", "en", as_operator=True)
    return accounts.actor_for(user)


def opening(actor: Actor, applications: int) -> Opening:
    """An open post with so many active applications."""
    made = openings.save_opening(actor, None, OpeningValues("Clerk", consent_text="May we?"))
    openings.open_opening(actor, made.pk)
    stages = openings.stages_of(made.pk)
    wanted = [number for number, share in enumerate(SHARES) for _one in range(round(applications * share))]
    wanted += [0] * (applications - len(wanted))
    now = clock.now()
    persons = Person.objects.bulk_create(
        [Person(organisation_id=actor.organisation_id, name=f"Candidate {number}") for number in range(applications)],
        batch_size=1000,
    )
    rows = Application.objects.bulk_create(
        [
            Application(
                organisation_id=actor.organisation_id,
                opening=made,
                person=person,
                stage=stages[where],
                name=person.name,
                applied_at=now - timedelta(minutes=number),
                entered_at=now - timedelta(minutes=number),
            )
            for number, (person, where) in enumerate(zip(persons, wanted, strict=True))
        ],
        batch_size=1000,
    )
    StageMove.objects.bulk_create(
        [
            StageMove(
                application=row, from_stage=stages[at - 1] if at else None, to_stage=stages[at], to_state="active"
            )
            for row, where in zip(rows, wanted, strict=True)
            for at in range(where + 1)
        ],
        batch_size=1000,
    )
    return made


def paint(found: Opening, times: int) -> list[float]:
    """Milliseconds of each board, to its last byte."""
    browser = _browser()
    return [_timed(lambda: _board(browser, found)) for _one in range(times + WARM_UP)][WARM_UP:]


def move(found: Opening, times: int) -> list[float]:
    """Milliseconds of each move: the button's POST, and the board that follows it."""
    browser, taken = _browser(), []
    second = openings.stages_of(found.pk)[1]
    rows = Application.objects.filter(opening=found, stage__position=0).order_by("entered_at")[: times + WARM_UP]
    for row in rows:
        step = f"{row.pk}:{row.version}:{second.pk}"

        def pressed(step: str = step) -> None:
            answer = browser.post(f"/hiring/{found.pk}/many/", {"step": step})
            assert answer.status_code == 302
            _board(browser, found)

        taken.append(_timed(pressed))
    assert Application.objects.filter(pk__in=[row.pk for row in rows], stage=second).count() == len(taken)
    return taken[WARM_UP:]


def write_resumes(found: Opening) -> None:
    """Requirements for the opening, and a résumé of some 800 words for each of its candidates."""
    skills = ["DATEV", "Excel", "German at C1", "Balance sheets", "Payroll", "SAP", "Stock taking", "VAT returns"]
    Opening.objects.filter(pk=found.pk).update(requirements=skills)
    rows = list(Application.objects.filter(opening=found))
    for number, row in enumerate(rows):
        lines = [f"{2000 + at} to {2001 + at}: I kept the accounts of firm {number + at} with care" for at in range(70)]
        row.resume_text = "\n".join([*lines, *(skill for at, skill in enumerate(skills) if (number + at) % 3)])
    Application.objects.bulk_update(rows, ["resume_text"], batch_size=100)


def read_resumes(found: Opening, times: int) -> list[float]:
    """Milliseconds of reading and opening all of them."""

    def read() -> None:
        assert all(_texts(found))

    return [_timed(read) for _one in range(times)]


def match(actor: Actor, found: Opening, times: int) -> list[float]:
    """Milliseconds of holding all of them against the opening."""

    def matched() -> None:
        _opening, rows = matching.matches(actor, found.pk)
        assert rows and rows[0].match.count("met") > rows[-1].match.count("met") > 0

    return [_timed(matched) for _one in range(times)]


def _texts(found: Opening) -> list[str]:
    return list(Application.objects.filter(opening=found).values_list("resume_text", flat=True))


def _board(browser: Client, found: Opening) -> None:
    answer = browser.get(f"/hiring/{found.pk}/board/")
    assert answer.status_code == 200 and answer.content.endswith(b"</html>\n")


def _browser() -> Client:
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(User.objects.get())
    return browser


def _timed(deed: Callable[[], None]) -> float:
    began = time.monotonic()
    deed()
    return (time.monotonic() - began) * 1000
