"""An opening as schema.org's JobPosting, for search engines (MISSION H1 and H27: pay is said, or it is not posted)."""

import json
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ringback.doors.hiring.openings.models import Opening

_UNITS = {"hour": "HOUR", "month": "MONTH", "year": "YEAR"}
# Within a script element nothing may end it, or begin another.
_SAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def posting(opening: Opening, url: str, country: str) -> dict[str, Any]:
    """The posting as plain values; `url` is its page, `country` ISO 3166 alpha-2 of where the work is."""
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": opening.title,
        "description": _description(opening),
        "identifier": {"@type": "PropertyValue", "name": opening.company, "value": opening.token},
        "datePosted": f"{opening.opened_at:%Y-%m-%d}" if opening.opened_at else None,
        "validThrough": opening.closing_at.isoformat() if opening.closing_at else None,
        "hiringOrganization": {"@type": "Organization", "name": opening.company, "sameAs": opening.website or None},
        "url": url,
        "directApply": True,
        **_place(opening, country),
        "baseSalary": _salary(opening),
    }
    return {name: value for name, value in said.items() if value is not None}


def as_script(values: dict[str, Any]) -> SafeString:
    """The values as JSON that cannot leave the script element it stands in."""
    text = json.dumps(values, ensure_ascii=False)
    for character, escaped in _SAFE.items():
        text = text.replace(character, escaped)
    return mark_safe(text)


def _description(opening: Opening) -> str:
    parts = [f"<p>{escape(line)}</p>" for line in opening.duties.splitlines() if line.strip()]
    if opening.requirements:
        parts.append("<ul>" + "".join(f"<li>{escape(line)}</li>" for line in opening.requirements) + "</ul>")
    parts += [f"<p>{escape(line)}</p>" for line in opening.benefits.splitlines() if line.strip()]
    return "".join(parts) or f"<p>{escape(opening.title)}</p>"


def _place(opening: Opening, country: str) -> dict[str, Any]:
    address = {"@type": "PostalAddress", "addressLocality": opening.place, "addressCountry": country}
    where: dict[str, Any] = {"jobLocation": {"@type": "Place", "address": address}} if opening.place else {}
    if opening.remote == Opening.Remote.FULLY:
        where["jobLocationType"] = "TELECOMMUTE"
        where["applicantLocationRequirements"] = {"@type": "Country", "name": country}
    return where


def _salary(opening: Opening) -> dict[str, Any] | None:
    ends = {"minValue": opening.pay_from, "maxValue": opening.pay_to}
    said = {name: float(value) for name, value in ends.items() if value is not None}
    if not said:
        return None
    value = {"@type": "QuantitativeValue", "unitText": _UNITS[opening.pay_period], **said}
    return {"@type": "MonetaryAmount", "currency": opening.currency, "value": value}
