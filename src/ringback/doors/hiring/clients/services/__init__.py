"""The verbs of clients: what is done with them, and with what they promised."""

from ringback.doors.hiring.clients.services.awaiting import await_decision, client_owing, postpone
from ringback.doors.hiring.clients.services.keeping import (
    ClientValues,
    assign,
    client_of,
    client_of_opening,
    clients_of,
    remove_client,
    save_client,
)

__all__ = [
    "ClientValues",
    "assign",
    "await_decision",
    "client_of",
    "client_of_opening",
    "client_owing",
    "clients_of",
    "postpone",
    "remove_client",
    "save_client",
]
