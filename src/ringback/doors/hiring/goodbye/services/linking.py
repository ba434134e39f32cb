"""The candidate's own list beside ours: the promised answer is linked with their promise, if both want it."""

from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, acting_for
from ringback.base.kit.errors import ConflictError
from ringback.core.promises import services as promises
from ringback.core.promises.services import Far, Linked, Promise
from ringback.doors.hiring.candidates.services import application_of
from ringback.doors.hiring.goodbye.services.promising import open_promises


def offer_link(actor: Actor, application_id: int) -> None:
    """Agree for our side: the code stands on the candidate's own page. Raises ConflictError: nothing is promised."""
    promises.offer_link(acting_for(actor), _promise(actor, application_id).pk)


def withdraw_link(actor: Actor, application_id: int) -> None:
    """Take our consent back. Raises NotFoundError, ConflictError."""
    promises.withdraw_link(acting_for(actor), _promise(actor, application_id).pk)


def link_of(promise: Promise | None) -> Linked | None:
    """How the link of a promised answer stands, one of `open_promises`; None where there is none."""
    return promises.linked([promise.pk]).get(promise.pk) if promise is not None else None


def heard(_promise: Promise, _far: Far) -> None:
    """What the candidate means to do changes nothing that we promised: it stands beside it."""


def _promise(actor: Actor, application_id: int) -> Promise:
    application = application_of(actor, application_id, "hiring.act")
    promise = open_promises([application.pk]).get(application.pk)
    if promise is None:
        raise ConflictError(_("Nothing is promised to them."))
    return promise
