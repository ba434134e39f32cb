"""The verbs of people: the only door through which other slices enter."""

from ringback.core.people.holders import (
    Erased,
    Held,
    HeldFile,
    PersonalData,
    RetentionKind,
    Section,
    Subject,
    register,
    register_retention,
)
from ringback.core.people.services.consents import has_consent, record_consent, shortened, withdraw_consent
from ringback.core.people.services.contact import (
    Refusal,
    close_for,
    do_not_contact,
    lift,
    may_contact,
    never_called,
    opt_out,
    opt_out_undone,
)
from ringback.core.people.services.knowing import known_by_email, known_by_phone

__all__ = [
    "Erased",
    "Held",
    "HeldFile",
    "PersonalData",
    "Refusal",
    "RetentionKind",
    "Section",
    "Subject",
    "close_for",
    "do_not_contact",
    "has_consent",
    "known_by_email",
    "known_by_phone",
    "lift",
    "may_contact",
    "never_called",
    "opt_out",
    "opt_out_undone",
    "record_consent",
    "register",
    "register_retention",
    "shortened",
    "withdraw_consent",
]
