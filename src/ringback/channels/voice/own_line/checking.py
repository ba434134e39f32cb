"""What a stranger may have us dial through: a public server, found and judged once, and numbers of an ordinary kind."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.translation import gettext as _

from ringback.base.kit import phones
from ringback.base.kit.errors import FieldError
from ringback.base.outgoing.addresses import permitted, port_permitted
from ringback.base.outgoing.errors import UnreachableError
from ringback.base.outgoing.pinned import resolved
from ringback.channels.voice import addresses

_BARRED = frozenset({"premium", "unknown"})


@dataclass(frozen=True, slots=True)
class Account:
    """A SIP account: where, who, with which password, and the number it shows. `phone` rings first: a number (E.164),
    rung through the same account, or "sip:user@host:port". `domain`: the name that `host` was found by."""

    host: str
    port: int
    username: str
    secret: str
    caller_id: str
    phone: str
    domain: str = ""


def checked(account: Account, country: str) -> Account:
    """The account as it is kept; `country` is how a number without + is read. Asks no network. Raises FieldError."""
    host = addresses.host(account.host, own_machine=True)
    if not port_permitted(addresses.port(account.port)):
        raise FieldError("port", _("This port belongs to another service."), _("Carriers mostly use 5060."))
    phone = addresses.dialled(account.phone, country, own_machine=True, field="phone")
    if phone == addresses.BROWSER:
        raise FieldError("phone", _("This is no phone."), _("Give a number, or the SIP address of a phone."))
    if addresses.is_number(phone):
        ordinary(phone, "phone")
    return Account(
        host=host,
        port=account.port,
        username=addresses.credential(account.username.strip(), "username"),
        secret=addresses.credential(account.secret, "secret"),
        caller_id=addresses.identity(account.caller_id),
        phone=phone,
    )


def placed(account: Account) -> Account:
    """The account with addresses in the place of names, each judged: what is dialled is what was judged, whatever a
    name means a moment later. Asks the resolver, so outside of a transaction. Raises FieldError."""
    phone = account.phone
    if not addresses.is_number(phone):
        far = addresses.sip(phone, own_machine=True, field="phone")
        phone = replace(far, host=_address(far.host, far.port, "phone")).uri
    found = _address(account.host, account.port, "host")
    return replace(account, host=found, domain="" if found == account.host else account.host, phone=phone)


def ordinary(number: str, field: str) -> str:
    """The number, if it is of a kind that people have. Raises FieldError."""
    found = phones.parse(number, "ZZ", field)
    if found.kind in _BARRED:
        raise FieldError(field, _("Numbers of this kind are not called from here."), _("Dial it yourself."))
    return found.e164


def _address(host: str, port: int, field: str) -> str:
    try:
        found = resolved(host, port)
    except UnreachableError as error:
        raise FieldError(field, str(error), _("Look whether it is spelled as your carrier has it.")) from error
    four = [one for one in found if ":" not in one]
    if not four or not all(permitted(one, settings.OUTGOING_NETWORKS) for one in found):
        raise FieldError(
            field,
            _("%(host)s is not an address we connect to.") % {"host": host},
            _("Give a server on the public internet."),
        )
    return four[0]
