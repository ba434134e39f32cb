"""Asking those in reserve whether they may be kept for other posts: by mail, once, with a link to their own page."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.base.accounts.services import Actor, audit
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.channels.messages.services import Kind, MessageOrder, send
from ringback.doors.hiring.candidates.models import State
from ringback.doors.hiring.candidates.services import application_of, contact_of, kept_since
from ringback.doors.hiring.goodbye.links import status_url

ASKED = Kind(
    "hiring_keep_asked",
    gettext_lazy("A candidate is asked whether they may be kept for other posts"),
    required=("post", "link"),
    optional=("name",),
    links=frozenset({"link"}),
    samples={
        "name": "Mira Novak",
        "post": "Bookkeeper",
        "link": "https://desk.example/jobs/answer/17.1790000000~c2lnbmVk/",
    },
)


def ask_to_keep(actor: Actor, application_id: int) -> None:
    """Write to them. Raises ConflictError for who is in no reserve, has agreed or was asked; FieldError without
    address."""
    with transaction.atomic():
        application = application_of(actor, application_id, "hiring.act", locked=True)
        if application.state != State.RESERVE or application.person_id is None:
            raise ConflictError(_("They are not in reserve any more."))
        if application.keep_asked_at is not None or application.pk in kept_since([application]):
            raise ConflictError(_("They were asked already."))
        contact = contact_of(application)
        if not contact.email:
            raise FieldError("email", _("No address is known."), _("Add one under Contact, or ask on the phone."))
        application.keep_asked_at = clock.now()
        application.save(update_fields=["keep_asked_at"])
        values = {"name": contact.name, "post": application.opening.title, "link": status_url(application)}
        send(
            MessageOrder(
                application.organisation_id,
                "mail",
                ASKED.slug,
                contact.email,
                person_id=application.person_id,
                language=contact.language,
                values=values,
                key=f"keep {application.pk}",
                door="hiring",
            )
        )
        audit(actor, "candidate.asked_to_keep", f"application {application.pk}")
