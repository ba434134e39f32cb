"""The weather of an interview's day, from a service that speaks as Open-Meteo does (MISSION H29)."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from ringback.base.outgoing.asking import Call, ask
from ringback.base.outgoing.errors import AskingError

SECONDS = 10.0
MOST_BYTES = 60_000


class WeatherError(Exception):
    """The service did not say: away, or nothing that could be read."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a place is, in degrees."""

    latitude: float
    longitude: float


def is_on() -> bool:
    """Whether the operator named a service."""
    return bool(settings.WEATHER_URL and settings.WEATHER_PLACES_URL)


def rain_on(place: str, day: date, zone: str) -> float | None:
    """How many millimetres are forecast for `day` by the clock of `zone`; None for a place or day it does not know.

    Raises WeatherError.
    """
    spot = _spot(place)
    if spot is None:
        return None
    said = _asked(
        settings.WEATHER_URL,
        latitude=spot.latitude,
        longitude=spot.longitude,
        daily="precipitation_sum",
        timezone=zone,
        start_date=day.isoformat(),
        end_date=day.isoformat(),
    )
    try:
        amount = said["daily"]["precipitation_sum"][0]
        return None if amount is None else float(amount)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise WeatherError("The weather service said nothing that could be read.") from error


def _spot(place: str) -> Spot | None:
    found = _asked(settings.WEATHER_PLACES_URL, name=place, count=1).get("results") or []
    try:
        return Spot(float(found[0]["latitude"]), float(found[0]["longitude"])) if found else None
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise WeatherError("The weather service said nothing that could be read.") from error


def _asked(url: str, **query: str | float) -> dict[str, Any]:
    """What the service answers: a JSON object. The operator gave the address, so that any network will do."""
    call = Call(f"{url}?{urlencode(query)}", method="GET")
    try:
        answer = ask(call, None, seconds=SECONDS, most_bytes=MOST_BYTES)
    except AskingError as error:
        raise WeatherError(str(error)) from error
    if not answer.fine:
        raise WeatherError(answer.words())
    try:
        said = json.loads(answer.body)
    except ValueError as error:
        raise WeatherError("The weather service said nothing that could be read.") from error
    return said if isinstance(said, dict) else {}
