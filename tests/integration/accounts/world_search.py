"""The rows of a whole organisation that belong to a job search; its owner is the seeker, too."""

from typing import Any

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.database.vaults import Vault, new_key
from ringback.base.kit import clock
from ringback.doors.jobsearch.calling.models import SeekerCall
from ringback.doors.jobsearch.calling.words import CallWords
from ringback.doors.jobsearch.employers import models
from ringback.doors.jobsearch.employers.words import CandidacyWords, ContactWords, EmployerWords, SearchWords
from ringback.doors.jobsearch.interviews.models import Interview, Met
from ringback.doors.jobsearch.interviews.words import InterviewWords
from ringback.doors.jobsearch.letters.models import EmployerMail, Letter, MailFile, OwnMailbox
from ringback.doors.jobsearch.letters.words import FileWords, LetterWords, MailboxWords, MailWords
from ringback.doors.jobsearch.touches.models import OwnNorm, Touch
from ringback.doors.jobsearch.touches.words import TouchWords
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.words import SeekerWords
from tests.integration.accounts import scene


def search(opened: Organisation, owner: Actor, mark: str) -> dict[str, Any]:
    """One row of everything, with `mark` in its sealed words; gives ids by the names that URLs give them."""
    member = scene.member_of(owner)
    member.grants.create(role="seeker")
    vault = Vault(key := new_key())
    workspace = Workspace.objects.create(
        organisation=opened, member=member, key=key, secret=vault.pack(SeekerWords(name=f"{mark} seeker"))
    )
    searched = models.Search.objects.create(workspace=workspace, secret=vault.pack(SearchWords(wish=mark)))
    employer = models.Employer.objects.create(
        workspace=workspace, secret=vault.pack(EmployerWords(name=f"{mark} employer", phone="+49301234567"))
    )
    contact = models.Contact.objects.create(
        workspace=workspace, employer=employer, secret=vault.pack(ContactWords(name=f"{mark} contact"))
    )
    models.ContactMove.objects.create(contact=contact, to_employer=employer, to_rank="hr")
    candidacy = models.Candidacy.objects.create(
        workspace=workspace,
        search=searched,
        employer=employer,
        agreed_who=contact,
        secret=vault.pack(CandidacyWords(position=f"{mark} post")),
    )
    models.StageChange.objects.create(candidacy=candidacy, to_stage="found")
    touch = Touch(candidacy=candidacy, contact=contact, way="call", secret=vault.pack(TouchWords(note=f"{mark} said")))
    touch.save()
    OwnNorm.objects.create(workspace=workspace, slug="thanks", least=12, most=24)
    interview = Interview.objects.create(
        candidacy=candidacy, ended_at=clock.now(), secret=vault.pack(InterviewWords(notes=f"{mark} notes"))
    )
    Met.objects.create(interview=interview, contact=contact)
    SeekerCall.objects.create(candidacy=candidacy, contact=contact, secret=vault.pack(CallWords(notes=f"{mark} call")))
    OwnMailbox.objects.create(workspace=workspace, secret=vault.pack(MailboxWords(sender=f"{mark}@example.org")))
    written = LetterWords(subject=f"{mark} letter", body=f"{mark} text")
    letter = Letter.objects.create(
        candidacy=candidacy, contact=contact, kind="status", language="en", secret=vault.pack(written)
    )
    mail = EmployerMail.objects.create(
        workspace=workspace, candidacy=candidacy, made_key=mark, secret=vault.pack(MailWords(text=f"{mark} mail"))
    )
    content = vault.seal_bytes(mark.encode(), "mail file")
    file = MailFile.objects.create(
        mail=mail, size=len(mark), secret=vault.pack(FileWords(f"{mark}.pdf")), content=content
    )
    return {
        "candidacy_id": candidacy.pk,
        "employer_id": employer.pk,
        "contact_id": contact.pk,
        "letter_id": letter.pk,
        "mail_id": mail.pk,
        "mail_file_id": file.pk,
    }
