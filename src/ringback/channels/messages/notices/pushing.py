"""Keeping the promise of a push: one notice to one device, unless its member has seen it meanwhile."""

import json
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings

from ringback.base.database.sealed import SealError, opened
from ringback.base.kit import clock
from ringback.base.outgoing.asking import Answer, Call, ask
from ringback.base.outgoing.errors import AskingError
from ringback.channels.messages.models import Device, Notice
from ringback.channels.messages.notices import web_push
from ringback.core.promises.services import Ended, Outcome

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt, Promise

KIND = "messages.push"
LASTS_SECONDS = 3600
SECONDS = 15.0
_GONE = frozenset({404, 410})
_MOST_TEXT = 500


class PushHandler:
    """Keeps promises of the kind "messages.push": outside the database, after the attempt is committed."""

    outside = True
    seconds = 40.0

    def keep(self, promise: "Promise", attempt: "Attempt") -> Outcome | Ended:
        """Hand the notice to the device's push service. 404 and 410 mean that the browser is gone: so is the device."""
        device = Device.objects.filter(pk=promise.content["device_id"]).first()
        notice = Notice.objects.filter(pk=promise.content["notice_id"], seen_at=None).first()
        if device is None or notice is None:
            return Outcome.CANCELLED
        try:
            answer = _sent(device, notice, urgent=bool(promise.content.get("urgent")))
        except (AskingError, SealError) as error:
            return Ended(Outcome.FAILED, error=str(error))
        known = Device.objects.filter(pk=device.pk)
        if answer.fine:
            return Ended(Outcome.DONE, note=partial(known.update, reached_at=clock.now()))
        if answer.status in _GONE:
            return Ended(Outcome.REFUSED, error=answer.words(), note=known.delete)
        return Ended(Outcome.FAILED, error=answer.words())

    def told(self, promise: "Promise") -> None:
        """Nothing hangs on it."""


def _sent(device: Device, notice: Notice, *, urgent: bool) -> Answer:
    payload = {
        "title": notice.title,
        "body": opened(notice.text)[:_MOST_TEXT],
        "url": notice.url or "/",
        "tag": f"notice-{notice.pk}",
    }
    body = web_push.sealed(json.dumps(payload, ensure_ascii=False).encode(), device.public_key, opened(device.auth))
    sent = web_push.headers(
        device.address,
        clock.now(),
        settings.PUSH_KEY,
        settings.PUSH_CONTACT,
        lasts_seconds=LASTS_SECONDS,
        urgent=urgent,
    )
    return ask(Call(device.address, body, sent), settings.OUTGOING_NETWORKS, seconds=SECONDS)
