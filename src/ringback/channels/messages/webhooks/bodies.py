"""What an endpoint is told of an event, with or without what is personal in it (pure)."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ringback.base.kit import phones

MOST_BYTES = 20_000


def body(event: str, at: datetime, data: Mapping[str, Any], personal: Mapping[str, str], *, whole: bool) -> str:
    """The JSON text: `type`, `timestamp`, `data`.

    `personal` are phone numbers (E.164) and names. They are in `data` as they are where `whole`; otherwise numbers are
    masked and the rest is left out.
    """
    shown = dict(personal) if whole else _masked(personal)
    told = {"type": event, "timestamp": at.isoformat(), "data": {**data, **shown}}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    if len(text.encode()) > MOST_BYTES:
        raise ValueError(f"An event {event} is larger than {MOST_BYTES} bytes.")
    return text


def _masked(personal: Mapping[str, str]) -> dict[str, str]:
    return {name: phones.masked(value) for name, value in personal.items() if value.startswith("+")}
