"""What was thought and decided about an applicant: handed out, and emptied of words when they are erased."""

from django.db.models import QuerySet

from ringback.core.people import services as people
from ringback.core.people.services import Erased, Held, PersonalData, Section, Subject
from ringback.doors.allocation.entries.models import Entry
from ringback.doors.allocation.reviewing.models import Opinion, Place, Recusal, RegionChoice

_MODELS = ("allocation.Opinion", "allocation.Recusal", "allocation.Place", "allocation.RegionChoice")


def register() -> None:
    """Register what is held; doing so again changes nothing."""
    people.register(PersonalData("allocation reviews", _MODELS, export, erase))


def export(subject: Subject) -> Held:
    """What was said of them, that a region forwarded them, and that they have a place."""
    mine = _of(subject)
    opinions = Opinion.objects.filter(entry__in=mine).order_by("id").values("leaning", "note", "at")
    forwarded = RegionChoice.objects.filter(entry__in=mine).order_by("id").values("at")
    places = Place.objects.filter(entry__in=mine).order_by("id").values("at")
    return Held(
        [
            Section("Opinions", list(opinions)),
            Section("Forwarded by the region", list(forwarded)),
            Section("Places", list(places)),
        ]
    )


def erase(subject: Subject) -> Erased:
    """The words go; that somebody looked, and a place that was given, stay to be counted."""
    mine = _of(subject)
    Recusal.objects.filter(entry__in=mine).update(why="")
    return Erased({"opinions": Opinion.objects.filter(entry__in=mine).update(note="")})


def sweep() -> int:
    """Words about entries that were emptied since, as those of campaigns that are long over; how many."""
    emptied = {"entry__key": None, "entry__person": None}
    whys = Recusal.objects.filter(**emptied).exclude(why="").update(why="")
    return whys + Opinion.objects.filter(**emptied).exclude(note="").update(note="")


def _of(subject: Subject) -> QuerySet[Entry]:
    return Entry.objects.filter(organisation_id=subject.organisation_id, person_id__in=subject.person_ids)
