"""How a member is told: language, ways by kind, devices; each member sets their own."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit.errors import FieldError, NotAllowedError, NotFoundError
from ringback.base.outgoing import urls
from ringback.channels.messages.models import Device, NoticeWish
from ringback.channels.messages.notices import web_push
from ringback.channels.messages.notices.kinds import WAYS, NoticeKind, every_notice
from ringback.channels.messages.texts import languages

MOST_DEVICES = 10


@dataclass(frozen=True, slots=True)
class DeviceValues:
    """A browser's subscription: the push service's `address`, the browser's keys, and what to call it."""

    address: str
    public_key: str
    auth: str
    label: str = ""


def ways_of(wish: NoticeWish | None, kind: NoticeKind) -> tuple[str, ...]:
    """The ways a kind of notice takes to a member."""
    wished = wish.ways.get(kind.slug) if wish is not None else None
    return kind.ways if wished is None else tuple(way for way in WAYS if way in wished)


def wish_of(member_id: int) -> NoticeWish:
    """The member's wishes, as they stand or as they are without any."""
    return NoticeWish.objects.filter(member_id=member_id).first() or NoticeWish(member_id=member_id)


def save_wishes(actor: Actor, language: str, ways: Mapping[str, Iterable[str]]) -> None:
    """Set one's own wishes: `ways` by kind, unknown ones left out. Raises FieldError for a language we lack."""
    if language and language not in languages():
        raise FieldError("language", _("Ringback does not speak this language."), ", ".join(languages()))
    chosen = {
        kind.slug: [way for way in WAYS if way in set(ways[kind.slug])] for kind in every_notice() if kind.slug in ways
    }
    NoticeWish.objects.update_or_create(member_id=_member(actor), defaults={"language": language, "ways": chosen})


def devices_of(actor: Actor) -> list[Device]:
    """One's own devices, the newest first."""
    return list(Device.objects.filter(member_id=_member(actor)).order_by("-id"))


def add_device(actor: Actor, values: DeviceValues) -> Device:
    """Send notices to this browser from now on; the oldest of too many devices goes. Raises FieldError."""
    member_id = _member(actor)
    address = urls.checked(values.address, settings.OUTGOING_NETWORKS, "address")
    web_push.check_keys(values.public_key, values.auth)
    with transaction.atomic():
        device, _made = Device.objects.update_or_create(
            member_id=member_id,
            address_hash=address_hash(address),
            defaults={
                "address": address,
                "public_key": values.public_key,
                "auth": values.auth,
                "label": " ".join(values.label.split())[:80],
            },
        )
        surplus = Device.objects.filter(member_id=member_id).order_by("-id").values_list("id", flat=True)[MOST_DEVICES:]
        Device.objects.filter(id__in=list(surplus)).delete()
    return device


def remove_device(actor: Actor, *, device_id: int | None = None, address: str = "") -> None:
    """Send nothing more to one of one's own devices, named by its id or its address. Raises NotFoundError."""
    mine = Device.objects.filter(member_id=_member(actor))
    one = mine.filter(id=device_id) if device_id is not None else mine.filter(address_hash=address_hash(address))
    if not one.delete()[0]:
        raise NotFoundError(_("There is no such device."))


def forget_member(member_id: int) -> None:
    """Whoever has left is told nothing more."""
    Device.objects.filter(member_id=member_id).delete()
    NoticeWish.objects.filter(member_id=member_id).delete()


def address_hash(address: str) -> str:
    """What tells two devices apart without opening their addresses."""
    return hashlib.sha256(address.encode()).hexdigest()


def _member(actor: Actor) -> int:
    if actor.member_id is None:
        raise NotAllowedError(_("Only members have notices."))
    return actor.member_id
