"""What members and programs were told of a person: handed out with the rest, and gone with the person."""

from ringback.channels.messages.models import Notice, WebhookDelivery
from ringback.core.people import services as people
from ringback.core.people.services import Erased, Held, PersonalData, Section, Subject
from ringback.core.promises.services import forget_notices

MODELS = ("correspondence.Notice.person", "correspondence.WebhookDelivery.person")


def register() -> None:
    """Register what is held; doing so again changes nothing."""
    people.register(PersonalData("told", MODELS, export, erase))


def export(subject: Subject) -> Held:
    """The notices and the events that are about the person."""
    notices = Notice.objects.filter(person_id__in=subject.person_ids).order_by("id")
    events = WebhookDelivery.objects.filter(person_id__in=subject.person_ids).order_by("id")
    return Held(
        [
            Section("What members were told", list(notices.values("what", "title", "text", "created_at"))),
            Section("What programs were told", list(events.values("event", "body", "created_at"))),
        ]
    )


def erase(subject: Subject) -> Erased:
    """Both go; what was still on its way finds nothing to deliver."""
    about = Notice.objects.filter(person_id__in=subject.person_ids)
    promise_ids = [one for one in about.values_list("promise_id", flat=True) if one is not None]
    forget_notices(subject.organisation_id, promise_ids=promise_ids, person_ids=subject.person_ids)
    notices = about.delete()[0]
    webhooks = WebhookDelivery.objects.filter(person_id__in=subject.person_ids).delete()[0]
    return Erased({"notices": notices, "webhooks": webhooks})
