"""What hangs on an application's page: the promise, what blocks it, who asked; and the form at goodbye."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string

from ringback.base.accounts.services import member_names, who_may
from ringback.base.kit import clock
from ringback.core.promises.services import Direction
from ringback.doors.hiring.candidates.models import Application, State
from ringback.doors.hiring.goodbye import reads
from ringback.doors.hiring.goodbye.forms import AskForm, BlockerForm, GoodbyeForm
from ringback.doors.hiring.goodbye.links import status_url
from ringback.doors.hiring.goodbye.models import Blocker
from ringback.doors.hiring.goodbye.services import last_goodbye, link_of, manners_of, open_promises, usual_goodbye

if TYPE_CHECKING:
    from ringback.base.accounts.access import MemberRequest


def render(request: "MemberRequest", application: Application) -> str:
    """The panel; nothing once the candidate was erased or has withdrawn."""
    if application.person_id is None or application.state == State.WITHDRAWN:
        return ""
    return render_to_string("hiring/goodbye/_panel.html", shown(request, application), request)


def shown(request: "MemberRequest", application: Application, sent: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the panel's template needs; `sent`: forms that came back with errors, by name."""
    names = member_names(application.organisation_id)
    every = member_names(application.organisation_id, gone_too=True)
    promise = open_promises([application.pk]).get(application.pk)
    decided = application.blockers.exclude(decided_at=None).select_related("member__user").order_by("-decided_at")
    return {
        "application": application,
        "goodbye": last_goodbye(application.pk),
        "promise": promise,
        "late": promise is not None and promise.deadline_at <= clock.now(),
        "awaited": promise is not None and promise.direction == Direction.THEY_CONTACT,
        "owner": every.get(promise.owner_id or 0, "") if promise else "",
        "blocking": reads.blocking([application.pk], application.organisation_id).get(application.pk, []),
        "decided": [
            (every.get(one.member_id or 0, one.name), every.get(one.decided_by_id or 0, ""), one)
            for one in decided
            if one.decision
        ],
        "reasons_held": Blocker.Reason.choices,
        "reminders": list(application.reminders.order_by("-at")[:20]),
        "status_url": status_url(application),
        "link": link_of(promise),
        "may_link": settings.SEEKERS_OPEN,
        "reasons": application.answered_at is not None and manners_of(application.opening_id).written_reasons,
        "decisions": Blocker.Decision.choices,
        "may_act": request.actor.may("hiring.act", ("opening", application.opening_id)),
        "may_decide": request.actor.may("hiring.decide", ("opening", application.opening_id)),
        "me": request.actor.member_id,
        "goodbye_form": goodbye_form(request, application, names, promise is not None),
        "blocker_form": BlockerForm(members=names, auto_id="blocker_%s"),
        "ask_form": ask_form(application, names),
        **(sent or {}),
    }


def ask_form(application: Application, names: dict[int, str], data: Any = None) -> AskForm:
    """The form to have a candidate approved, with those who may decide."""
    able = who_may(application.organisation_id, "hiring.decide", ("opening", application.opening_id))
    return AskForm(data, members={one: names[one] for one in able if one in names}, auto_id="ask_%s")


def goodbye_form(
    request: "MemberRequest", application: Application, names: dict[int, str], moved: bool, data: Any = None
) -> GoodbyeForm:
    """The form, filled with what is mostly right."""
    usual = usual_goodbye(application, request.actor.member_id)
    initial = {
        "due_at": usual.due_at,
        "owner": str(usual.owner_id or ""),
        "direction": usual.direction,
        "channel": usual.channel,
        "leaning": usual.leaning,
        "agreed": True,
    }
    return GoodbyeForm(data, members=names, moved=moved, initial=initial, auto_id="goodbye_%s")
