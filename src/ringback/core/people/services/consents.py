"""What persons agreed to, and that they no longer do."""

import ipaddress

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, require
from ringback.base.database import many_rows
from ringback.base.kit import clock
from ringback.base.kit.errors import NotFoundError
from ringback.core.people.models import Consent, Person


def record_consent(
    person: Person, *, purpose: str, text: str, version: str, address: str = "", page: str = ""
) -> Consent:
    """Put on record what `person` agreed to. `address` is shortened to its network before it is stored."""
    consent = Consent(
        organisation_id=person.organisation_id,
        person=person,
        purpose=purpose,
        text=text,
        version=version,
        address=shortened(address),
        page=page[:500],
    )
    many_rows.insert(consent)
    return consent


def withdraw_consent(actor: Actor, consent_id: int) -> int:
    """Note that a consent no longer holds, and give back whose it was.

    Raises NotFoundError when the organisation has none such in force.
    """
    require(actor, "people.edit")
    in_force = Consent.objects.filter(id=consent_id, organisation_id=actor.organisation_id, withdrawn_at=None)
    with transaction.atomic():
        if in_force.update(withdrawn_at=clock.now()) != 1:
            raise NotFoundError(_("There is no such consent in force."))
        audit(actor, "consent.withdrawn", f"consent {consent_id}")
        return Consent.objects.values_list("person_id", flat=True).get(id=consent_id)


def has_consent(person_id: int, purpose: str) -> bool:
    """Whether a consent for `purpose` is in force."""
    return Consent.objects.filter(person_id=person_id, purpose=purpose, withdrawn_at=None).exists()


def shortened(address: str) -> str:
    """An IP address cut to its /24 or /48 network: enough to show where a consent came from, not who it was."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 48), strict=False).network_address)
