"""What entries hold about an applicant: handed out, emptied on erasure and when they are old."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ringback.base.database import many_rows
from ringback.base.kit import ids
from ringback.core.people import services as people
from ringback.core.people.services import Erased, Held, HeldFile, PersonalData, RetentionKind, Section, Subject
from ringback.doors.allocation.entries.keys import keys_of
from ringback.doors.allocation.entries.models import Draft, Entry, EntryFile, KnownApplicant, Repeat
from ringback.doors.allocation.record import services as record

DAYS = 730
DRAFT_DAYS = 90
_TEXTS = ("name", "email", "phone", "answers", "score_lines", "known_why")
_EMPTIED = ("person", "key", "token", "known", "owes_mail", "options", "price", *_TEXTS)
_MODELS = (
    "allocation.Entry.person",
    "allocation.Draft",
    "allocation.EntryFile",
    "allocation.KnownApplicant",
)


def register() -> None:
    """Register what is held and what expires; doing so again changes nothing."""
    people.register(PersonalData("entries", _MODELS, export, erase))
    hint = _("Applications of campaigns that have ended. Their number stays, and what was decided.")
    people.register_retention(RetentionKind("entries", _("Applications for places"), hint, DAYS, expire))
    hint = _("Forms that were saved and never sent.")
    people.register_retention(
        RetentionKind("entry-drafts", _("Drafts of applications"), hint, DRAFT_DAYS, expire_drafts)
    )


def export(subject: Subject) -> Held:
    """The person's applications and drafts, the files as they were sent, and the lists they stand on."""
    mine, drafts = _of(subject).order_by("id"), _drafts(subject)
    shown = ("country", "language", *_TEXTS, "price", "score", "state", "submitted_at", "withdrawn_at")
    files = list(EntryFile.objects.filter(Q(entry__in=mine) | Q(draft__in=drafts)).order_by("id"))
    rows = mine.annotate(campaign_title=F("campaign__title"), region_name=F("region__name"))
    again = Repeat.objects.filter(entry__in=mine).order_by("id")
    listed = KnownApplicant.objects.filter(organisation_id=subject.organisation_id, key__in=_keys(subject))
    return Held(
        [
            Section("Applications for places", list(rows.values("campaign_title", "region_name", *shown))),
            Section("Applications sent again", list(again.values("submitted_at", "withdrawn_at"))),
            Section("Drafts of applications", list(drafts.values("content", "saved_at"))),
            Section("Lists of known applicants", list(listed.values("why", "added_at"))),
        ],
        [HeldFile(str(one.file.name), f"entries/{one.pk}-{one.name}", sealed=True) for one in files],
    )


def erase(subject: Subject) -> Erased:
    """Entries stay to be counted, and what was decided, without anything that says whose they were."""
    drafts = _drafts(subject)
    files = list(EntryFile.objects.filter(draft__in=drafts).values_list("file", flat=True))
    gone = drafts.count()
    drafts.delete()
    listed = KnownApplicant.objects.filter(organisation_id=subject.organisation_id, key__in=_keys(subject))
    listed_count = listed.delete()[0]
    emptied = _empty(_of(subject))
    return Erased({**emptied.counts, "drafts": gone, "known": listed_count}, [*emptied.files, *files])


def expire(organisation_id: int, before: datetime, most: int) -> int:
    """Empty entries of campaigns that ended before that instant, at most so many; how many."""
    old = Entry.objects.filter(
        organisation_id=organisation_id, campaign__ended_at__lt=before, person__isnull=False
    ).order_by("id")
    with transaction.atomic():
        erased = _empty(old[:most])
        people.leave_files(organisation_id, erased.files)
    return erased.counts["entries"]


def expire_drafts(organisation_id: int, before: datetime, most: int) -> int:
    """Delete drafts last saved before that instant, at most so many; how many."""
    old = list(
        Draft.objects.filter(organisation_id=organisation_id, saved_at__lt=before).values_list("id", flat=True)[:most]
    )
    with transaction.atomic():
        files = EntryFile.objects.filter(draft_id__in=old)
        people.leave_files(organisation_id, list(files.values_list("file", flat=True)))
        Draft.objects.filter(id__in=old).delete()
    return len(old)


def _keys(subject: Subject) -> Collection[str]:
    return [key for email in subject.emails for key in keys_of(subject.organisation_id, email)]


def _of(subject: Subject) -> QuerySet[Entry]:
    return Entry.objects.filter(organisation_id=subject.organisation_id, person_id__in=subject.person_ids)


def _drafts(subject: Subject) -> QuerySet[Draft]:
    return Draft.objects.filter(organisation_id=subject.organisation_id, key__in=_keys(subject))


def _empty(rows: Iterable[Entry]) -> Erased:
    emptied = list(rows)
    found = EntryFile.objects.filter(entry__in=emptied)
    files = list(found.values_list("file", flat=True))
    gone = found.delete()[0]
    for row in emptied:
        row.person, row.key, row.known, row.owes_mail = None, None, False, False
        row.name = row.email = row.phone = row.answers = row.score_lines = row.known_why = ""
        row.options, row.price, row.token = [], {}, ids.secret_token()
    many_rows.update(emptied, _EMPTIED)
    Repeat.objects.filter(entry__in=emptied).delete()
    record.forget_entries([row.pk for row in emptied])
    return Erased({"entries": len(emptied), "entry files": gone}, files)
