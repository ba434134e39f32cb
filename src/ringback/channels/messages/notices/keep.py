"""Keeping the promise of a notice: on the member's list at once, and on its way to their devices and mailbox."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from ringback.base.accounts.services import contact_of, organisation_of, system_actor
from ringback.base.database import doorbell
from ringback.base.kit import clock
from ringback.channels.messages.models import Device, Notice
from ringback.channels.messages.notices import texts, wishes
from ringback.channels.messages.notices.kinds import DESK, MAIL, PUSH, NoticeKind, notice_kind
from ringback.channels.messages.notices.pushing import KIND as PUSHED
from ringback.channels.messages.notices.pushing import LASTS_SECONDS
from ringback.channels.messages.texts import language_of
from ringback.core.promises.services import Draft, Outcome, Policy, forget_notices, make

if TYPE_CHECKING:
    from ringback.core.people.models import Person
    from ringback.core.promises.models import Attempt, Promise

Mailer = Callable[[Notice, str, str], None]
TOGETHER_SECONDS = 900.0
_AGAIN = Policy({"failed": (30, 300, 1200)})


class NoticeHandler:
    """Keeps promises of the kind "notice": rows only, in the keeper's transaction."""

    outside = False

    def __init__(self, mail: Mailer) -> None:
        """`mail(notice, address, language)` orders the mail."""
        self._mail = mail

    def keep(self, promise: "Promise", attempt: "Attempt") -> Outcome:
        """Write the notice in the member's language, and promise each further way they wish it to take."""
        member_id = promise.owner_id
        contact = contact_of(promise.organisation_id, member_id) if member_id is not None else None
        if member_id is None or contact is None or _forgotten(promise):
            return Outcome.CANCELLED  # they have left meanwhile, or whom it is about was erased
        kind = notice_kind(promise.content["what"])
        wish = wishes.wish_of(member_id)
        ways = wishes.ways_of(wish, kind)
        if kind.together and _joined(promise, member_id, kind, wish.language):
            return Outcome.DONE
        notice = _written(promise, member_id, kind, wish.language)
        notice.on_desk = DESK in ways
        notice.save()
        if notice.on_desk:
            doorbell.ring("desk", organisation=promise.organisation_id, member=member_id, what="notices")
        if PUSH in ways:
            _push(notice, kind)
        if MAIL in ways:
            self._mail(notice, contact.email, wish.language)
        return Outcome.DONE

    def told(self, promise: "Promise") -> None:
        """Nothing hangs on it."""


def _written(promise: "Promise", member_id: int, kind: NoticeKind, wished: str) -> Notice:
    organisation = organisation_of(system_actor(promise.organisation_id))
    values = dict(promise.content.get("values", {}))
    notice = Notice(
        organisation_id=promise.organisation_id,
        member_id=member_id,
        promise_id=promise.pk,
        what=kind.slug,
        url=promise.content.get("url", ""),
    )
    # The release before gave it with the values.
    notice.person = _person(promise.organisation_id, _about(promise) or values.get("person_id"))
    if notice.person is not None:
        values["who"] = notice.person.name
    said = texts.said(kind, values, language_of(wished, organisation.language), organisation.zone)
    notice.title, notice.text = said.title, said.text
    return notice


def _about(promise: "Promise") -> int | None:
    said: int | None = promise.content.get("person_id")
    return said


def _forgotten(promise: "Promise") -> bool:
    """Whether it is about somebody who has been erased since."""
    about = _about(promise)
    return "what" not in promise.content or (about is not None and _person(promise.organisation_id, about) is None)


def _joined(promise: "Promise", member_id: int, kind: NoticeKind, wished: str) -> bool:
    """Count it on the member's newest notice of its kind, if that is fresh and unseen. That names nobody any more."""
    since = clock.now() - timedelta(seconds=TOGETHER_SECONDS)
    unseen = Notice.objects.select_for_update(of=("self",)).filter(member_id=member_id, seen_at=None, on_desk=True)
    notice = unseen.filter(what=kind.slug, created_at__gte=since).order_by("-id").first()
    if notice is None:
        return False
    organisation = organisation_of(system_actor(promise.organisation_id))
    notice.count += 1
    said = texts.said_together(kind, notice.count, language_of(wished, organisation.language))
    notice.title, notice.text, notice.person = said.title, said.text, None
    notice.url = notice.url if notice.url == promise.content.get("url", "") else ""
    notice.save(update_fields=["count", "title", "text", "person", "url"])
    forget_notices(promise.organisation_id, promise_ids=[promise.pk])  # which nothing leads to from a person any more
    doorbell.ring("desk", organisation=promise.organisation_id, member=member_id, what="notices")
    return True


def _person(organisation_id: int, person_id: int | None) -> "Person | None":
    """Whom it is about; nobody once they have been erased."""
    persons = Notice.person.field.related_model._default_manager
    found = persons.filter(organisation_id=organisation_id, pk=person_id).first() if person_id is not None else None
    return cast("Person | None", found)


def _push(notice: Notice, kind: NoticeKind) -> None:
    at = clock.now()
    for device_id in Device.objects.filter(member_id=notice.member_id).values_list("id", flat=True):
        make(
            Draft(
                organisation_id=notice.organisation_id,
                door="desk",
                kind=PUSHED,
                channel=PUSH,
                due_at=at,
                grace_seconds=60,
                expires_at=at + timedelta(seconds=LASTS_SECONDS),
                owner_id=notice.member_id,
                policy=_AGAIN,
                at_most_once=False,
                content={"notice_id": notice.pk, "device_id": device_id, "urgent": kind.urgent},
                made_key=f"push:{notice.pk}:{device_id}",
            )
        )
