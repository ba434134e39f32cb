"""Keeping the promise to write an interview into a member's calendar, and telling the member where that cannot be."""

from functools import partial
from typing import TYPE_CHECKING

from django.urls import reverse

from ringback.base.outgoing.caldav.errors import CalDavError, LoginError, MayNotError
from ringback.core.hours import services as hours
from ringback.core.promises import services as promises
from ringback.core.promises.services import Ended, Outcome
from ringback.doors.hiring.interviews.caldav import writing
from ringback.doors.hiring.interviews.services.telling import DOOR

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt, Promise


class WritingHandler:
    """Brings one calendar in line with one interview. A server that is away is tried again; nobody waits for it."""

    outside = True
    seconds = 120.0

    def keep(self, promise: "Promise", attempt: "Attempt") -> Outcome | Ended:
        """Write it: what is written again after a crash is the same."""
        account_id = promise.content["account"]
        try:
            writing.bring(promise.subject_id or 0, account_id)
        except (LoginError, MayNotError) as error:
            return Ended(Outcome.CANCELLED, {}, str(error), note=partial(_refused, account_id, error))
        except CalDavError as error:
            return Ended(Outcome.FAILED, {}, str(error))
        return Outcome.DONE

    def told(self, promise: "Promise") -> None:
        """Nobody waits for it."""


def _refused(account_id: int, error: LoginError | MayNotError) -> None:
    """The server will not let us in, or not write: trying on would not help, the member is told."""
    into = hours.receiving(account_id)
    hours.note_failure(account_id, error)
    if isinstance(error, MayNotError):
        hours.stop_writing(account_id)
    if into is not None:
        tell(into.organisation_id, into.member_id)


def tell(organisation_id: int, member_id: int) -> None:
    """Tell a member that their own calendar cannot be used."""
    promises.notify(organisation_id, [member_id], "calendar_trouble", {}, url=reverse("hours:own-calendar"), door=DOOR)
