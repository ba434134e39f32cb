"""Opening organisations, their settings, and who belongs to which."""

from collections.abc import Callable

import phonenumbers
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.models import Grant, Installation, Member, Organisation, Role, User
from ringback.base.accounts.services.actors import Actor, actor_of_member, require
from ringback.base.accounts.services.auditing import audit
from ringback.base.kit import money
from ringback.base.kit.errors import FieldError, NotAllowedError
from ringback.base.kit.zones import all_zones

_SETTINGS = ("name", "country", "zone", "language", "currency")

_on_opening: list[Callable[[int], None]] = []


def when_organisation_opened(handler: Callable[[int], None]) -> None:
    """Let `handler(organisation_id)` run in the transaction that opens an organisation.

    Called once at start by slices above (promises plans what the house does by itself).
    """
    if handler not in _on_opening:
        _on_opening.append(handler)


def tell_opened(organisation_id: int) -> None:
    """Run what was registered, within the transaction that opens the organisation."""
    for handler in _on_opening:
        handler(organisation_id)


def may_open_organisation(user: User) -> bool:
    """Whether `user` may open an organisation: the first one anybody may, later ones as RINGBACK_SIGN_UP says."""
    return bool(settings.SIGN_UP_OPEN) or user.is_superuser or not Organisation.objects.exists()


def open_organisation(
    user: User,
    name: str,
    country: str,
    zone: str,
    language: str,
    currency: str = "",
    *,
    as_operator: bool = False,
) -> Organisation:
    """Open an organisation that `user` owns. Whoever opens the installation's first one becomes its operator.

    Raises FieldError for a value that cannot be, NotAllowedError when strangers may not open organisations.
    `as_operator` is for commands of the installation (the demo): it asks nobody and makes no operator.
    """
    values = checked(name, country, zone, language, currency or money.USUAL)
    with transaction.atomic():
        _lock_installation()
        if not (as_operator or may_open_organisation(user)):
            raise NotAllowedError(_("New organisations are not open here. Ask for an invitation to an existing one."))
        if not as_operator and not Organisation.objects.exists():
            user.is_superuser = user.is_staff = True
            user.save(update_fields=["is_superuser", "is_staff"])
        organisation = Organisation.objects.create(**values)
        member = Member.objects.create(organisation=organisation, user=user)
        Grant.objects.create(member=member, role=Role.OWNER)
        audit(actor_of_member(member), "organisation.opened", f"organisation {organisation.pk}")
        tell_opened(organisation.pk)
    return organisation


def change_organisation(
    actor: Actor, name: str, country: str, zone: str, language: str, currency: str = ""
) -> Organisation:
    """Set the organisation's name, country (ISO 3166 alpha-2), IANA time zone, language and currency (ISO 4217).

    Without a currency it keeps the one it has.
    """
    require(actor, "setup.edit")
    values = checked(name, country, zone, language, currency or currency_of(actor.organisation_id))
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(id=actor.organisation_id)
        changed = [field for field in _SETTINGS if getattr(organisation, field) != values[field]]
        if changed:
            for field in changed:
                setattr(organisation, field, values[field])
            organisation.save(update_fields=changed)
            audit(actor, "organisation.changed", f"organisation {organisation.pk}", fields=changed)
    return organisation


def organisation_of(actor: Actor) -> Organisation:
    """The actor's own organisation."""
    return Organisation.objects.get(id=actor.organisation_id)


def organisation_name(organisation_id: int) -> str:
    """What the organisation calls itself."""
    return Organisation.objects.values_list("name", flat=True).get(id=organisation_id)


def place_of(organisation_id: int) -> tuple[str, str, str]:
    """The organisation's time zone, country and language."""
    zone, country, language = Organisation.objects.values_list("zone", "country", "language").get(id=organisation_id)
    return zone, country, language


def currency_of(organisation_id: int) -> str:
    """What the organisation counts money in, unless somebody says otherwise (ISO 4217)."""
    return Organisation.objects.values_list("currency", flat=True).get(id=organisation_id)


def first_organisation_id() -> int | None:
    """The organisation that was opened first, whose owner runs the installation; None while there is none."""
    return Organisation.objects.order_by("id").values_list("id", flat=True).first()


def organisation_ids() -> list[int]:
    """Every organisation of the installation."""
    return list(Organisation.objects.order_by("id").values_list("id", flat=True))


def organisations_of(user: User) -> list[Organisation]:
    """The organisations `user` is an active member of, by name."""
    mine = Member.objects.filter(user=user, active=True).values("organisation_id")
    return list(Organisation.objects.filter(id__in=mine).order_by("name", "id"))


def _lock_installation() -> None:
    """One at a time from here to the end of the transaction (SQLite's transactions are so from their start)."""
    Installation.objects.get_or_create(id=1)
    Installation.objects.select_for_update().get(id=1)


def checked(name: str, country: str, zone: str, language: str, currency: str) -> dict[str, str]:
    """What is said of an organisation, as it may be stored. Raises FieldError."""
    name, country = name.strip(), country.strip().upper()
    if not name or len(name) > 120:
        raise FieldError("name", _("A name is needed, of at most 120 characters."), _("Type your organisation's name."))
    if country not in phonenumbers.SUPPORTED_REGIONS:
        raise FieldError("country", _("There is no such country."), _("Choose one from the list."))
    if zone not in all_zones():
        raise FieldError("zone", _("There is no such time zone."), _("Choose one from the list, as Europe/Berlin."))
    if language not in dict(settings.LANGUAGES):
        raise FieldError("language", _("Ringback does not speak this language."), _("Choose one from the list."))
    values = {"name": name, "country": country, "zone": zone, "language": language}
    return values | {"currency": money.currency(currency)}
