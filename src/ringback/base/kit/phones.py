"""Phone numbers: from what a person typed to E.164, and what kind of number it is."""

from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from ringback.base.kit.errors import FieldError

MOST_CHARACTERS = 40

_KINDS = {
    PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed_or_mobile",
    PhoneNumberType.TOLL_FREE: "toll_free",
    PhoneNumberType.PREMIUM_RATE: "premium",
    PhoneNumberType.SHARED_COST: "shared_cost",
    PhoneNumberType.VOIP: "voip",
    PhoneNumberType.PERSONAL_NUMBER: "personal",
    PhoneNumberType.PAGER: "pager",
    PhoneNumberType.UAN: "uan",
    PhoneNumberType.VOICEMAIL: "voicemail",
}


@dataclass(frozen=True, slots=True)
class Phone:
    """A valid number: `e164` ("+493012345678"), `country` (ISO 3166 alpha-2, "001" for none), `kind`."""

    e164: str
    country: str
    kind: str
    raw: str


def parse(raw: str, country: str, field: str = "phone") -> Phone:
    """Read `raw` as a person in `country` would have typed it.

    Raises FieldError naming `field` when it is no valid number.
    """
    if len(raw) > MOST_CHARACTERS:
        raise FieldError(field, "This is too long for a phone number.", "Type one number only.")
    try:
        number = phonenumbers.parse(raw, country.upper())
    except NumberParseException as error:
        raise FieldError(
            field,
            "This is not a phone number.",
            "Type it with its area code, or with + and the country code.",
        ) from error
    if number.extension or not phonenumbers.is_valid_number(number):
        raise FieldError(
            field,
            "No such phone number can exist.",
            "Check the digits, and add the country code if it is abroad.",
        )
    return Phone(
        e164=phonenumbers.format_number(number, PhoneNumberFormat.E164),
        country=phonenumbers.region_code_for_number(number) or "001",
        kind=_KINDS.get(phonenumbers.number_type(number), "unknown"),
        raw=raw,
    )


def shown(e164: str) -> str:
    """The number in international form, for people who may see it."""
    try:
        number = phonenumbers.parse(e164, None)
    except NumberParseException:
        return e164
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def masked(e164: str) -> str:
    """The number with all but its country code and last two digits hidden, for everyone else."""
    text = shown(e164)
    head, _, rest = text.partition(" ")
    digits = sum(character.isdigit() for character in rest)
    kept = []
    for character in rest:
        if character.isdigit():
            digits -= 1
            kept.append(character if digits < 2 else "•")
        else:
            kept.append(character)
    return f"{head} {''.join(kept)}" if rest else "•" * max(len(head) - 2, 0) + head[-2:]
