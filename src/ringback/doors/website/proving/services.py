"""A code is sent to the number of a request that waits; who gives it back may be rung first, and wait on the line.

Six digits, guessed at five times at most, sent three times at most with a minute between, good for ten minutes. Nothing
is sent where it would lead to nothing: the group rings nobody first, or the request does not wait in the queue.
"""

import hmac
import math
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.limits import LimitError
from ringback.base.kit import clock, phones
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.channels.messages import services as messages
from ringback.channels.messages.services import Kind, MessageOrder
from ringback.channels.voice import services as voice
from ringback.doors.website.models import CallbackRequest
from ringback.doors.website.proving.models import NumberCode
from ringback.doors.website.services.following import Followed

CODE = Kind(
    "number_code",
    _("A code that proves a number"),
    required=("code",),
    channels=("sms",),
    samples={"code": "402816"},
)
DIGITS = 6
MOST_SENT = 3
MOST_TRIES = 5
BETWEEN = timedelta(minutes=1)
GOOD_FOR = timedelta(minutes=10)
_MOBILE = frozenset({"mobile", "fixed_or_mobile"})


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the proof of a request's number has come. `proof`: "none" (nobody would be rung first, or not now),
    "offered", "sent", "proven", or "on_line" once they were rung and wait. `again_seconds`: until another code may be
    sent, None where none is any more. `troubled`: the last one does not get through."""

    proof: str
    again_seconds: int | None = None
    troubled: bool = False


def standing(followed: Followed) -> Standing:
    """How the proof stands, for whoever holds the request's token."""
    row = NumberCode.objects.filter(request_id=followed.request_id).first()
    proven = row is not None and row.proven_at is not None
    if proven and voice.waits_on_the_line(followed.promise_id):
        return Standing("on_line")
    if not _leads_somewhere(followed, followed.phone):
        return Standing("none")
    if proven:
        return Standing("none" if voice.was_rung_first(followed.promise_id) else "proven")
    if row is None or clock.now() > row.sent_at + GOOD_FOR:
        return Standing("offered" if row is None or row.sent < MOST_SENT else "none")
    wait = max(0, math.ceil((row.sent_at + BETWEEN - clock.now()).total_seconds()))
    sent = messages.gets_through(followed.organisation_id, _key(row.request_id, row.sent))
    return Standing("sent", wait if row.sent < MOST_SENT else None, not sent)


def _leads_somewhere(followed: Followed, phone: str) -> bool:
    mobile = phones.parse(phone, "ZZ").kind in _MOBILE
    return mobile and messages.carries("sms") and voice.may_be_rung_first(followed.promise_id)


def _key(request_id: int, sent: int) -> str:
    return f"code {request_id} {sent}"


def send(followed: Followed) -> None:
    """Send a code to the request's number. Raises ConflictError where nobody would be rung first, LimitError."""
    with transaction.atomic():
        request = CallbackRequest.objects.select_for_update(of=("self",)).get(id=followed.request_id)
        if not _leads_somewhere(followed, request.phone):
            raise ConflictError("You cannot be called first here, or not now.")
        now, code = clock.now(), f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        earlier = NumberCode.objects.filter(request=request).first()
        _check_limit(earlier)
        fields = {"digest": _digest(request, code), "sent_at": now, "tries": 0}
        sent = earlier.sent + 1 if earlier is not None else 1
        NumberCode.objects.update_or_create(request=request, defaults={**fields, "sent": sent})
        messages.send(
            MessageOrder(
                request.organisation_id,
                "sms",
                CODE.slug,
                request.phone,
                person_id=request.person_id,
                language=request.language,
                values={"code": code},
                expires_at=now + GOOD_FOR,
                key=_key(request.pk, sent),
            )
        )


def _check_limit(earlier: NumberCode | None) -> None:
    if earlier is None:
        return
    wait = (earlier.sent_at + BETWEEN - clock.now()).total_seconds()
    if earlier.sent >= MOST_SENT:
        raise LimitError("code", "No more codes are sent for this request.", 3600)
    if wait > 0:
        raise LimitError("code", "A code has just been sent.", math.ceil(wait))


def prove(followed: Followed, code: str) -> bool:
    """Take the code back: from now on the visitor may be rung first. False, and counted, for a wrong or an old one."""
    with transaction.atomic():
        row = NumberCode.objects.select_for_update(of=("self",)).filter(request_id=followed.request_id).first()
        if row is None:
            return False
        if not _is_right(row, code):
            NumberCode.objects.filter(pk=row.pk).update(tries=row.tries + 1)
            return False
        NumberCode.objects.filter(pk=row.pk, proven_at=None).update(proven_at=clock.now())
        voice.may_ring_first(followed.promise_id)
    return True


def wrong_code() -> FieldError:
    """What is said of a code that is none."""
    return FieldError("code", "This is not the code, or it is too old.", "Type the six digits of the last message.")


def _is_right(row: NumberCode, code: str) -> bool:
    if row.tries >= MOST_TRIES or clock.now() > row.sent_at + GOOD_FOR:
        return False
    return hmac.compare_digest(row.digest, _digest(row.request, "".join(filter(str.isdigit, code))))


def _digest(request: CallbackRequest, code: str) -> str:
    said = f"number code {request.token} {code}"
    return hmac.new(settings.SECRET_KEY.encode(), said.encode(), "sha256").hexdigest()


def is_proven(request_id: int) -> bool:
    """Whether the number of the request was shown to be theirs."""
    return NumberCode.objects.filter(request_id=request_id, proven_at__isnull=False).exists()
