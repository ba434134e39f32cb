"""Clients made, changed and given openings."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, place_of, require, require_reach
from ringback.base.kit import clock, phones
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.base.kit.lines import one_line
from ringback.doors.hiring.clients.models import Client, ClientDecision, OpeningClient
from ringback.doors.hiring.openings.services import opening_of

EDIT = "hiring.edit"


@dataclass(frozen=True, slots=True)
class ClientValues:
    """What is said of a client; `phone` as it was typed."""

    company: str
    contact_name: str = ""
    email: str = ""
    phone: str = ""
    language: str = "en"


def clients_of(actor: Actor) -> QuerySet[Client]:
    """The organisation's clients that are there, by name. Raises NotAllowedError."""
    require_reach(actor, "hiring.see")
    return Client.objects.filter(organisation_id=actor.organisation_id, gone_at=None).order_by("company", "id")


def client_of(actor: Actor, client_id: int) -> Client:
    """One client that is there. Raises NotFoundError."""
    found = clients_of(actor).filter(id=client_id).first()
    if found is None:
        raise NotFoundError(_("There is no such client."))
    return found


def client_of_opening(opening_id: int) -> Client | None:
    """Whose the opening is; None: the organisation's own."""
    row = OpeningClient.objects.select_related("client").filter(opening_id=opening_id).first()
    return row.client if row else None


def save_client(actor: Actor, client_id: int | None, values: ClientValues) -> Client:
    """Make a client, or change one. Raises FieldError, NotFoundError."""
    require(actor, EDIT)
    said = _checked(actor, values)
    with transaction.atomic():
        client = Client(organisation_id=actor.organisation_id) if client_id is None else client_of(actor, client_id)
        same = Client.objects.filter(organisation_id=actor.organisation_id, company=said["company"])
        if same.exclude(pk=client.pk).exists():
            raise FieldError("company", _("There is a client of that name."), _("Say which branch it is."))
        for name, value in said.items():
            setattr(client, name, value)
        client.save()
        audit(actor, "client.saved", f"client {client.pk}")
    return client


def remove_client(actor: Actor, client_id: int) -> None:
    """Offer a client no more. Raises ConflictError while candidates wait for a decision of theirs."""
    require(actor, EDIT)
    with transaction.atomic():
        client = client_of(actor, client_id)
        if ClientDecision.objects.filter(client=client, closed_at=None).exists():
            raise ConflictError(_("Candidates wait for a decision of theirs."))
        Client.objects.filter(pk=client.pk).update(gone_at=clock.now())
        OpeningClient.objects.filter(client=client).delete()
        audit(actor, "client.removed", f"client {client_id}")


def assign(actor: Actor, opening_id: int, client_id: int | None) -> None:
    """Say whose an opening is; None: the organisation's own. What was promised already stays as it was."""
    with transaction.atomic():
        opening = opening_of(actor, opening_id, EDIT, locked=True)
        if client_id is None:
            OpeningClient.objects.filter(opening=opening).delete()
        else:
            client = client_of(actor, client_id)
            OpeningClient.objects.update_or_create(opening=opening, defaults={"client": client})
        audit(actor, "opening.client_changed", f"opening {opening_id}", client=client_id)


def _checked(actor: Actor, values: ClientValues) -> dict[str, str]:
    company, email = one_line(values.company, 120), one_line(values.email, 254)
    if not company:
        raise FieldError("company", _("A client needs a name."), _("Write the company's."))
    try:
        if email:
            validate_email(email)
    except ValidationError as error:
        raise FieldError("email", _("This is no e-mail address."), _("Type it as name@example.org.")) from error
    if values.language not in dict(settings.LANGUAGES):
        raise FieldError("language", _("This is none of the choices."), _("Choose one from the list."))
    country = place_of(actor.organisation_id)[1]
    phone = phones.parse(values.phone.strip(), country).e164 if values.phone.strip() else ""
    contact = one_line(values.contact_name, 120)
    return {"company": company, "contact_name": contact, "email": email, "phone": phone, "language": values.language}
