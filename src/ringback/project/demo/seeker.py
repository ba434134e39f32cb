"""A job search of the demo's owner, who is tired of tents: another organisation of theirs. Made once."""

from datetime import time, timedelta

from ringback.base.accounts.models import User
from ringback.base.accounts.services import Actor, actor_for
from ringback.base.kit import clock
from ringback.doors.jobsearch.employers import services as employers
from ringback.doors.jobsearch.employers.models import Candidacy, Stage
from ringback.doors.jobsearch.employers.services import CandidacyValues, ContactValues
from ringback.doors.jobsearch.employers.words import CandidacyWords, ContactWords, EmployerWords
from ringback.doors.jobsearch.interviews.models import Agreed
from ringback.doors.jobsearch.interviews.services import AfterValues, Agreement, after_interview
from ringback.doors.jobsearch.letters import services as letters
from ringback.doors.jobsearch.touches.services.by_hand import ByHand, note_by_hand
from ringback.doors.jobsearch.workspaces import services as workspaces
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.words import SeekerWords

ABOUT = SeekerWords(
    name="Olivia Owner",
    phone="+49 40 23125001",
    profession="Head of a small firm",
    strengths="I turn forty loose ends into a list, and the list into a quiet Friday.",
    benefit="Your customers are called back on the day, and you know it without asking.",
    signature="Olivia Owner\n+49 40 23125001",
)

# Employer, city, opens, closes, post, level, stage, and its people: rank, name, post, how they are written to.
FIRMS = (
    (
        EmployerWords(
            name="Nordlicht Leuchten", city="Hamburg", phone="+49 40 23125100", opens="09:00", closes="17:00"
        ),
        CandidacyWords(
            position="Head of customer care",
            pay="4,800 EUR",
            question="What would you want to be different in a year?",
            good_feeling="They asked what I would change first, and wrote it down.",
        ),
        ("manager", "interviewed"),
        (
            ("hr", "Sabine Berg", "Head of H.R.", "Dear Ms Berg"),
            ("interviewer", "Dr. Konstantinos Papadopoulos-Schleiermacher", "Head of sales", "Dear Dr. Papadopoulos"),
            ("manager", "Jens Lang", "Managing director", "Dear Mr Lang"),
            ("secretary", "Ms Tor", "Front desk", ""),
        ),
    ),
    (
        EmployerWords(name="Südstern Verlag", city="Berlin", phone="+49 30 23125200", opens="08:30", closes="16:30"),
        CandidacyWords(position="Editorial manager", pay="4,500 EUR", advert="https://suedstern.example/jobs/17"),
        ("specialist", "invited"),
        (("hr", "Ana Ruiz", "Recruiter", "Dear Ms Ruiz"),),
    ),
    (
        EmployerWords(name="Hafenkontor", city="Hamburg"),
        CandidacyWords(position="Office manager"),
        ("specialist", "applied"),
        (("office", "The office", "Front office", ""),),
    ),
    (
        EmployerWords(name="Weidenhof", city="Lüneburg", country="DE"),
        CandidacyWords(position="Running the farm shop", notes="A friend works there."),
        ("specialist", "found"),
        (),
    ),
    (
        EmployerWords(name="Kranbau Becker", city="Bremen"),
        CandidacyWords(position="Assistant to the board"),
        ("specialist", "refused"),
        (),
    ),
)

# Which letter is written at which stage.
LETTERS = {"interviewed": "thank", "invited": "slot"}


def seed(user: User) -> None:
    """Make the workspace and what is in it, unless the user has one."""
    if Workspace.objects.filter(member__user=user).exists():
        return
    workspace = workspaces.open_workspace(user, as_operator=True)
    actor = actor_for(user, workspace.organisation_id)
    workspaces.save_seeker(actor, ABOUT)
    for firm, words, (level, stage), people in FIRMS:
        employer = employers.save_employer(actor, None, firm)
        for position, (rank, name, title, salutation) in enumerate(people):
            about = ContactWords(name=name, title=title, salutation=salutation, phone=firm.phone)
            employers.save_contact(actor, None, ContactValues(about, employer.pk, rank, position))
        made = employers.save_candidacy(actor, None, CandidacyValues(employer.pk, words, level))
        if stage == Stage.INTERVIEWED:
            _interviewed(actor, made)
        elif stage != made.stage:
            employers.move(actor, made.pk, made.version, stage)
        if stage in LETTERS:
            _write(actor, made.pk, stage)


def _interviewed(actor: Actor, candidacy: Candidacy) -> None:
    """Yesterday, by two; they call the day after tomorrow, and one of the two has been thanked."""
    now = clock.now()
    met = [one.id for one in employers.contacts_in_order(candidacy)][:2]
    agreement = Agreement(Agreed.THEY_CALL, now + timedelta(days=2), met[0], time(9, 15))
    signs = ("start_asked", "longer", "kept_waiting")
    values = AfterValues(now - timedelta(hours=20), met, agreement=agreement, signs=signs, agreed="You hear from us.")
    after_interview(actor, candidacy.pk, values)
    note_by_hand(actor, candidacy.pk, ByHand("letter", contact_id=met[0], note="Thanks, with the plan I promised"))


def _write(actor: Actor, candidacy_id: int, stage: str) -> None:
    """One letter that waits to be looked over, one that was sent by hand."""
    letter = letters.draft(actor, candidacy_id, LETTERS[stage])
    if stage == "invited":
        letters.sent_by_hand(actor, letter.id, letter.row.version, letters.SendValues(checks_arrival=True))
