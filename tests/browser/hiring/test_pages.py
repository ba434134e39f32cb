"""Every page of the hiring door under axe and within the width of a phone, on the desk and as candidates see them."""

from itertools import cycle

from ringback.doors.hiring.answers.services import Plan, decide
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import finish, note_merits
from ringback.doors.hiring.goodbye.services import BlockerValues, GoodbyeValues, block, say_goodbye
from ringback.doors.hiring.interviews import services
from ringback.doors.hiring.interviews.services import InterviewValues
from tests.browser.desk.test_access import LONG, LOOKS, check
from tests.browser.hiring.house import House
from tests.integration.accounts import scene

OF_OPENING = (
    *("", "candidates/", "board/", "matches/", "intake/", "interviews/", "funnel/", "figures/"),
    *("answers/", "reserve/", "posted/", "stages/", "compare/", "scorecard/", "calls/", "approvals/", "client/"),
)
OVERALL = (
    *("", "new/", "owed/", "handing/", "interviews/", "interviews/rooms/", "figures/", "figures/compared/", "bank/"),
    *("clients/", "treatment/", "approvers/", "decisions/", "wishes/"),
)


def lived(house: House) -> tuple[int, list[Application], list[str]]:
    """An opening in which much has happened; its number, its candidates, and more pages."""
    member_id = house.owner.member_id
    assert member_id is not None
    lead = InterviewValues([member_id], room_id=services.add_room(house.owner, "Room with a view").pk)
    arabic = {"title": "محاسب في شركة خيام", "language": "ar", "closing_at": house.local(30, 12), "owner_id": member_id}
    opening, other = house.opening(**arabic), house.opening(title=LONG)
    names = (LONG, "فيرا الطويلة", "Omar Said", "Lea Vogt", "Jo Brandt", "Elif Kaya")
    rows = [house.candidate(opening, name, message=LONG * 3) for name in names]
    kept = house.candidate(other, "Kept Elsewhere")
    finish(house.owner, kept.pk, kept.version, "reserve", LONG)
    note_merits(house.owner, rows[0].pk, LONG)
    say_goodbye(house.owner, rows[0].pk, GoodbyeValues(due_at=house.local(1, 16), owner_id=member_id, leaning="no"))
    block(house.owner, rows[0].pk, BlockerValues(name=LONG))
    past, soon = (services.book(house.owner, row.pk, lead, house.local(2, 9 + n)) for n, row in enumerate(rows[:2]))
    offered = services.offer_times(house.owner, rows[2].pk, lead)
    finish(house.owner, rows[3].pk, rows[3].version, "reserve", LONG)
    chosen, second = (house.candidate(other, name).pk for name in ("Chosen One", "Second Best"))
    house.candidate(other, "Refused One")
    decide(house.owner, other.pk, Plan(hired_id=chosen, runner_up_id=second, delay_seconds=7200))
    house.move_to(house.local(2, 9, 30))
    house.keep()
    services.mark(house.owner, past.pk, "no_show", "traffic")
    links = [services.url_of(one) for one in (soon, offered)]
    decided = [f"/hiring/{other.pk}/{part}/" for part in ("answers", "reserve")]
    return opening.pk, rows, [*links, *decided, f"/jobs/{opening.token}/", f"/jobs/{other.token}/"]


def test_every_page(house: House) -> None:
    """Each once, in turn wide and light, or on a phone in the dark."""
    opening_id, rows, more = lived(house)
    interviewer = scene.member(house.organisation, "interviewer")
    paths = [f"/hiring/{opening_id}/{part}" for part in OF_OPENING] + [f"/hiring/{part}" for part in OVERALL]
    paths += [f"/hiring/applications/{row.pk}/{part}" for row in rows[:2] for part in ("", "call/", "marks/")]
    paths.append(f"/hiring/applications/{rows[5].pk}/interview/?interviewers={interviewer.member_id}&minutes=40&days=7")
    paths += [f"/hiring/interviews/{one.pk}/" for one in rows[0].interviews.all()] + more
    pages = [house.page(house.owner, "/hiring/", **look) for look in LOOKS.values()]
    assert [line for page, path in zip(cycle(pages), paths, strict=False) for line in check(page, path)] == []
