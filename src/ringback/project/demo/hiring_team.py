"""Who hires in the demo's firm: a manager and a colleague, what they look for, and the marks they gave."""

from ringback.base.accounts.services import Actor
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.goodbye import services as goodbye
from ringback.doors.hiring.goodbye.models import Blocker
from ringback.doors.hiring.goodbye.services import BlockerValues
from ringback.doors.hiring.openings.models import Opening, Stage
from ringback.doors.hiring.scoring import services as scoring
from ringback.doors.hiring.scoring.models import InterviewCard
from ringback.doors.hiring.scoring.rules import Competence, Given
from ringback.doors.hiring.scoring.services import WishValues
from ringback.project.demo.team import join

COMPETENCES = (
    Competence(
        "Care with figures",
        "Names the figure, and how they found it.\nSays what they changed so that it does not happen again.",
        2,
        ("Which mistake of somebody else's did you find last?", "How do you know that a month is closed rightly?"),
    ),
    Competence(
        "Reasoning aloud",
        "Says what they know, what they would look up, and where.\n“I don't know” alone is weaker than thinking aloud.",
        1,
        ("A customer pays 3 % less than the invoice says. What do you do first?",),
    ),
    Competence("Pace", "Speaks of days and hours, not of soon.", 1, ("What did you finish yesterday?",)),
)
# Whose, and for each of the team: the marks with their evidence.
MARKS = {
    "Mara Lindqvist": (
        ((5, "Found 1,200 EUR booked twice, by age of the items"), (4, "Asked who the customer is first"), (3, "Late")),
        ((4, "Showed her checklist"), (4, "Wrote the cases down"), (4, "Closed May on the second")),
    ),
    "Tobias Brandt": (
        ((3, "Spoke of care without an example"), (5, "Went through all four cases"), (4, "Forty invoices by noon")),
        ((3, "Checks totals only"), (2, "Said that he does not know, and stopped"), (4, "Same, with DATEV")),
    ),
}


def seed(actor: Actor) -> None:
    """Make the team, the card and the marks, unless there is a card already."""
    opening = Opening.objects.filter(organisation_id=actor.organisation_id).order_by("id").first()
    if opening is None or InterviewCard.objects.filter(opening=opening).exists():
        return
    scoring.save_card(actor, opening.pk, 5, COMPETENCES)
    manager, colleague = (join(actor, name, role) for name, role in (("Henrik", "approver"), ("Ines", "interviewer")))
    wishes = WishValues(figures="Forty invoices a day, and no reminder sent twice", pace="Answers the same day")
    scoring.save_wishes(manager, manager.member_id or 0, wishes)
    Stage.objects.filter(opening=opening, decides="manager").update(decider_id=manager.member_id)
    _asked(actor, manager, opening)
    for name, sheets in MARKS.items():
        for member, lines in zip((colleague, actor), sheets, strict=True):
            application = Application.objects.filter(opening=opening, name=name).first()
            if application is not None:
                scoring.give(member, application.pk, [Given(mark, words) for mark, words in lines])


def _asked(actor: Actor, manager: Actor, opening: Opening) -> None:
    """A finalist waits for the manager's word, who is away."""
    application = Application.objects.filter(opening=opening, name="Mara Lindqvist").first()
    if application is not None and manager.member_id is not None:
        values = BlockerValues(note="She can begin in January.")
        [blocker] = goodbye.ask_all(actor, application.pk, [manager.member_id], values)
        goodbye.hold_up(manager, blocker.pk, Blocker.Reason.TRIP)
