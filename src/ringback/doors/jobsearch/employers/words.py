"""What a seeker knows of employers, their people and posts, as it is packed into rows."""

import msgspec


class SearchWords(msgspec.Struct, frozen=True):
    """What is looked for: `wish` in a few words."""

    wish: str = ""


class EmployerWords(msgspec.Struct, frozen=True):
    """An employer; `country` ISO 3166 alpha-2, `zone` IANA, "" as the seeker's own; `opens`, `closes` "09:00" there."""

    name: str = ""
    city: str = ""
    country: str = ""
    zone: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    language: str = ""
    opens: str = ""
    closes: str = ""
    notes: str = ""


class ContactWords(msgspec.Struct, frozen=True):
    """Somebody at an employer's: `salutation` as they are written to ("Dear Ms Berg"), `title` their post."""

    name: str = ""
    salutation: str = ""
    title: str = ""
    phone: str = ""
    email: str = ""
    notes: str = ""


class CandidacyWords(msgspec.Struct, frozen=True):
    """The post, the advert's text or address, its pay; `question`: the one open question kept for a call (S21).

    `good_feeling`: what spoke for it (S16); `notes`: anything else.
    """

    position: str = ""
    advert: str = ""
    pay: str = ""
    question: str = ""
    good_feeling: str = ""
    notes: str = ""
