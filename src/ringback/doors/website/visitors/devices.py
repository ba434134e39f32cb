"""What a browser says of itself: a kind of device, or a program that is no visitor."""

import re
from functools import lru_cache

from ua_parser import parse

from ringback.doors.website.visitors import words
from ringback.doors.website.visitors.words import DeviceWords

MOST_CHARACTERS = 400
_PROGRAM = re.compile(
    r"bot|crawl|spider|headless|lighthouse|preview|monitor|phantom|selenium|puppeteer|playwright|"
    r"^(?:curl|wget|python|java|go-http|okhttp|apache|libwww|perl|ruby|php|axios|node)|^$",
    re.IGNORECASE,
)
_COMPUTERS = ("Windows", "Mac OS X", "Linux", "Ubuntu", "Chrome OS", "Fedora", "Debian", "FreeBSD")


@lru_cache(maxsize=8192)
def device_of(user_agent: str) -> DeviceWords | None:
    """The kind of device behind a User-Agent header; None for a program (a crawler, a checker, a script)."""
    text = user_agent[:MOST_CHARACTERS]
    if _PROGRAM.search(text):
        return None
    read = parse(text)
    model = read.device.family if read.device else ""
    if model == "Spider":
        return None
    browser = read.user_agent.family if read.user_agent else ""
    system = read.os.family if read.os else ""
    return words.device(_kind(text, model, system), browser[:40], system[:40])


def _kind(text: str, model: str, system: str) -> str:
    if model == "iPad" or "Tablet" in text or (system == "Android" and "Mobile" not in text):
        return "tablet"
    if system in ("iOS", "Android") or "Mobile" in text:
        return "phone"
    return "computer" if system.startswith(_COMPUTERS) else "other"
