"""An opening of the demo's firm, with a dozen candidates on their way. Made once; what happens to them stays."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.doors.hiring.candidates import services as candidates
from ringback.doors.hiring.candidates.models import Application, StageMove
from ringback.doors.hiring.candidates.services import ApplyValues
from ringback.doors.hiring.openings import services as openings
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import OpeningValues
from ringback.project.demo import candidate_calls, hiring_life

OPENING = OpeningValues(
    title="Bookkeeper for a tent maker",
    pay_from=Decimal(2800),
    pay_to=Decimal(3400),
    duties=(
        "You book about forty invoices a day in DATEV, remind those who are late, and close each month with our tax "
        "adviser. Twice a year you count the stock with us in Altona."
    ),
    requirements=["Three years of bookkeeping", "DATEV", "German at C1", "Excel"],
    benefits="Thirty days of holiday, a tent at cost price, and the office closes at four on Fridays.",
    promotion="Within two years you can take over the accounts of our sister firm.",
    superior="Olivia explains once and trusts you then. She wants to hear of mistakes on the day.",
    place="Hamburg",
    remote=Opening.Remote.PARTLY,
    interview_address="Große Bergstraße 12, 3rd floor, 22767 Hamburg. Ask for Olivia.",
    route="S-Bahn Altona, exit Große Bergstraße, five minutes on foot.",
    contact_name="Olivia Owner",
    contact_phone="+49 40 23125000",
    contact_email="jobs@northwind.example",
    company="Northwind Tents",
    website="https://northwind.example/",
    consent_text=(
        "Northwind Tents may keep and use what I send here to decide about this post. It is deleted half a year after "
        "the decision, and at any time when I ask for it."
    ),
)

# Name, city, wanted pay, how many stages on, days ago, and how it ended.
PEOPLE = (
    ("Mara Lindqvist", "Hamburg", 3100, 5, 16, ""),
    ("Tobias Brandt", "Hamburg", 3300, 5, 15, ""),
    ("Elif Yıldırım", "Lübeck", 3000, 4, 14, ""),
    ("Jonas Petersen", "Bremen", 4200, 3, 12, ""),
    ("Aleksandra Nowak", "Hamburg", 3200, 3, 11, ""),
    ("Friederike von Hohenstein-Wallraf", "Pinneberg", 3400, 2, 9, ""),
    ("Samir Haddad", "Hamburg", 2900, 1, 8, ""),
    ("Lena Vogt", "Kiel", None, 1, 7, "withdrawn"),
    ("Piotr Zieliński", "Hamburg", 3500, 1, 6, "refused"),
    ("Carla Mendes", "Norderstedt", 3000, 0, 3, ""),
    ("Oskar Wind", "Hamburg", 3900, 0, 2, ""),
    ("Yuki Tanaka", "Hamburg", 3250, 0, 0, ""),
)

RESUME = (
    "2019 to 2026: bookkeeping at a sail maker in Wedel",
    "Programs: DATEV, Excel",
    "Languages: German at C1, English at B2",
    "Free time: sailing",
)


def seed(actor: Actor) -> None:
    """Make the opening and its candidates, unless there is an opening already."""
    if Opening.objects.filter(organisation_id=actor.organisation_id).exists():
        return
    opening = openings.save_opening(actor, None, replace(OPENING, owner_id=actor.member_id))
    openings.open_opening(actor, opening.pk)
    stages = openings.stages_of(opening.pk)
    rows = {}
    for number, (name, city, pay, steps, days, end) in enumerate(PEOPLE):
        row = candidates.add_application(actor, opening.pk, _values(number, name, city, pay))
        for stage in stages[1 : steps + 1]:
            row = candidates.move(actor, row.pk, row.version, stage.pk)
        if end:
            candidates.finish(actor, row.pk, row.version, end)
        _long_ago(row, clock.now() - timedelta(days=days, hours=number))
        rows[name] = row
    Opening.objects.filter(pk=opening.pk).update(opened_at=clock.now() - timedelta(days=18))
    candidate_calls.seed(actor, opening)
    hiring_life.seed(actor, OPENING, rows)


def _values(number: int, name: str, city: str, pay: int | None) -> ApplyValues:
    mailbox = "".join(one for one in name.lower().split()[0] if one.isascii() and one.isalpha())
    return ApplyValues(
        name=name,
        email=f"{mailbox}{number}@mail.example",
        phone=f"+49 151 235 {number:05d}",
        city=city,
        source="the page" if number % 3 else "jobs board",
        wanted_pay=None if pay is None else Decimal(pay),
        resume_text="" if number % 4 == 3 else "\n".join(RESUME[: 2 + number % 3]),
        message="I have kept the books of a sail maker, and would like to stay with canvas.",
    )


def _long_ago(row: Application, at: datetime) -> None:
    """As if it had come in then, and moved a day at a time since."""
    moves = list(row.moves.order_by("id"))
    for number, move in enumerate(moves):
        StageMove.objects.filter(pk=move.pk).update(at=min(at + timedelta(days=number), clock.now()))
    entered_at = min(at + timedelta(days=len(moves) - 1), clock.now())
    Application.objects.filter(pk=row.pk).update(applied_at=at, entered_at=entered_at)
