"""What persons agreed to, and that they no longer do."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, require, system_actor
from ringback.base.database import many_rows
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError, NotFoundError
from ringback.core.people.models import Consent, Person
from ringback.core.people.services import aftermath, subjects

BY_HAND = "by hand"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A consent that no longer holds. What was promised to the person from `given_at` until before they agreed to the
    same `purpose` anew (`renewed_at`; None: they have not) stands on it.
    """

    person_ids: tuple[int, ...]
    purpose: str
    given_at: datetime
    renewed_at: datetime | None


_on_withdrawal: list[Callable[[Actor, Withdrawn], None]] = []


def when_consent_withdrawn(handler: Callable[[Actor, Withdrawn], None]) -> None:
    """Let `handler` run in every transaction in which a consent is withdrawn; registered once at start."""
    if handler not in _on_withdrawal:
        _on_withdrawal.append(handler)


def record_consent(
    person: Person, *, purpose: str, text: str, version: str, address: str = "", page: str = ""
) -> Consent:
    """Put on record what `person` agreed to. `address` is shortened to its network before it is stored."""
    consent = many_rows.new(
        Consent,
        organisation_id=person.organisation_id,
        person_id=person.pk,
        purpose=purpose,
        text=text,
        version=version,
        address=shortened(address),
        page=page[:500],
    )
    many_rows.insert(consent)
    return consent


def note_consent(actor: Actor, person_id: int, purpose: str, text: str, how: str) -> Consent:
    """A member puts on record what the person told them: the words they agreed to, and when and `how` they did.

    Raises FieldError without either, NotFoundError.
    """
    require(actor, "people.edit")
    for field, value in (("text", text), ("how", how)):
        if not value.strip():
            raise FieldError(field, _("This is what proves the consent."), _("Say it in a few words."))
    with transaction.atomic():
        person = subjects.found(actor.organisation_id, person_id)
        page = _("%(how)s (noted by %(name)s)") % {"how": how.strip(), "name": actor.name}
        consent = record_consent(person, purpose=purpose, text=text.strip(), version=BY_HAND, page=page)
        audit(actor, "consent.noted", f"consent {consent.pk}", purpose=purpose)
    return consent


def withdraw_consent(actor: Actor, consent_id: int) -> int:
    """Note that a consent no longer holds, and give back whose it was. What was promised on it is taken back with it.

    Raises NotFoundError when the organisation has none such in force.
    """
    require(actor, "people.edit")
    in_force = Consent.objects.filter(id=consent_id, organisation_id=actor.organisation_id, withdrawn_at=None)
    with transaction.atomic():
        if in_force.update(withdrawn_at=clock.now()) != 1:
            raise NotFoundError(_("There is no such consent in force."))
        audit(actor, "consent.withdrawn", f"consent {consent_id}")
        consent = Consent.objects.get(id=consent_id)
        _tell(actor, consent)
        aftermath.tell(actor.organisation_id)
        return consent.person_id


def withdraw_own(organisation_id: int, person_id: int, purpose: str) -> None:
    """The person takes back what they agreed to for `purpose`, by a page or link of their own. Twice is once."""
    house = system_actor(organisation_id)
    with transaction.atomic():
        person_ids = subjects.family(subjects.found(organisation_id, person_id).pk)
        mine = Consent.objects.filter(person_id__in=person_ids, purpose=purpose, withdrawn_at=None)
        for consent_id in list(mine.values_list("pk", flat=True)):
            withdraw_consent(house, consent_id)


def withdraw_again(consent: Consent, at: datetime) -> None:
    """Withdraw a consent that a restored backup has brought back, as of `at`, in the caller's transaction."""
    consent.withdrawn_at, consent.withdrawal_logged_at = at, clock.now()
    consent.save(update_fields=["withdrawn_at", "withdrawal_logged_at"])
    _tell(system_actor(consent.organisation_id), consent)


def _tell(actor: Actor, consent: Consent) -> None:
    withdrawn = _withdrawn(consent)
    for handler in _on_withdrawal:
        handler(actor, withdrawn)


def _withdrawn(consent: Consent) -> Withdrawn:
    person_ids = subjects.family(subjects.found(consent.organisation_id, consent.person_id).pk)
    later = Consent.objects.filter(
        person_id__in=person_ids, purpose=consent.purpose, given_at__gt=consent.given_at
    ).order_by("given_at")
    renewed_at = later.values_list("given_at", flat=True).first()
    return Withdrawn(person_ids, consent.purpose, consent.given_at, renewed_at)


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
