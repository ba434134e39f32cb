"""Somebody's own mail server, for what goes out or for what came in: judged before we connect to it."""

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ringback.base.kit.errors import FieldError
from ringback.base.outgoing import addresses, urls
from ringback.base.outgoing.addresses import Network
from ringback.base.outgoing.replies import connected

TLS, STARTTLS, PLAIN = "tls", "starttls", "plain"


@dataclass(frozen=True, slots=True)
class MailServer:
    """One user's account there. `security`: TLS from the first byte, STARTTLS, or PLAIN on the operator's own networks.

    `chosen`: the private networks that the operator allows.
    """

    host: str
    port: int
    security: str
    user: str
    password: str
    chosen: Sequence[Network]

    USUAL_PORTS: ClassVar[frozenset[int]]
    OTHER_PORT: ClassVar[tuple[str, str]]  # what is said of one, and its mend
    NAME_MEND: ClassVar[str]

    def check(self) -> None:
        """Raise FieldError for what can be seen to be wrong without asking the network."""
        if not self.host or len(self.host) > 253 or not all(one.isalnum() or one in ".-:" for one in self.host):
            raise FieldError("host", "This is no name of a server.", self.NAME_MEND)
        if urls.is_address(self.host) and not self.permits([self.host]):
            raise FieldError("host", f"{self.host} is not an address we connect to.", self.NAME_MEND)
        if self.port not in self.USUAL_PORTS and not (addresses.port_permitted(self.port) and self.port >= 1024):
            raise FieldError("port", *self.OTHER_PORT)
        if self.security not in (TLS, STARTTLS, PLAIN) or (self.security == PLAIN and not self.chosen):
            raise FieldError("security", "Your password would travel unprotected.", "Choose TLS or STARTTLS.")

    def permits(self, found: Sequence[str]) -> bool:
        """Whether we may connect to these addresses of the host."""
        return urls.permits("http" if self.security == PLAIN else "https", found, self.chosen)

    def reached(self, timeout: float) -> socket.socket:
        """A connection to an address of the host that was judged: the very one, whatever the name means a moment later.

        Raises AskingError, OSError.
        """
        return connected(self.host, self.port, self.permits, timeout)
