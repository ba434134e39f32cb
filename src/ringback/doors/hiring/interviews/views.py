"""Interviews on the desk: of a day, of an opening, one of them, and planning one."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import member_names, who_may
from ringback.base.edge.forms import show_refusal
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.doors.hiring.candidates.models import Application, State
from ringback.doors.hiring.candidates.services import application_of
from ringback.doors.hiring.interviews import public, services
from ringback.doors.hiring.interviews.forms import PlanForm
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.interviews.services import OPEN, STANDING, LackingError, TakenError
from ringback.doors.hiring.openings.services import opening_of

MOST_LISTED = 300


@member_page("hiring.see")
@require_GET
def day(request: MemberRequest) -> HttpResponse:
    """The interviews of one day, by the reader's clock."""
    shown = _day_asked(request.GET.get("day", ""))
    begins = timezone.make_aware(datetime.combine(shown, time()))
    rows = services.interviews_of(request.actor).filter(starts_at__gte=begins, starts_at__lt=begins + timedelta(days=1))
    listed = list(rows.prefetch_related("interviewers__user").order_by("starts_at", "id")[:MOST_LISTED])
    values = {
        "rows": listed,
        "day": shown,
        "before": shown - timedelta(days=1),
        "after": shown + timedelta(days=1),
        "may_edit": request.actor.may("hiring.edit"),
        "feed": services.feed_url(request.actor),
        **_marking(listed),
    }
    return render(request, "hiring/interviews/day.html", values)


@member_page("hiring.see")
@require_POST
def calendar(request: MemberRequest) -> HttpResponseBase:
    """Give the member a calendar address, or a new one in place of what they had."""
    services.renew_feed(request.actor)
    messages.success(request, _("Here is your calendar's address. An older one does not work any more."))
    return redirect("hiring:interviews-day")


@member_page("hiring.see")
@require_GET
def of_opening(request: MemberRequest, opening_id: int) -> HttpResponse:
    """The interviews of an opening: what is ahead, then what is over, the newest first."""
    opening = opening_of(request.actor, opening_id)
    mine = services.interviews_of(request.actor).filter(application__opening=opening)
    mine = mine.prefetch_related("interviewers__user")
    ahead = list(mine.filter(state__in=OPEN).order_by("starts_at", "id")[:MOST_LISTED])
    over = list(mine.exclude(state__in=OPEN).order_by("-starts_at", "-id")[:MOST_LISTED])
    values = {"opening": opening, "ahead": ahead, "over": over, **_marking(ahead)}
    return render(request, "hiring/interviews/of_opening.html", values)


@member_page("hiring.see")
@require_GET
def interview(request: MemberRequest, interview_id: int) -> HttpResponse:
    """One interview: how it stands, and what can be done with it."""
    return _page(request, services.interview_of(request.actor, interview_id))


def _page(request: MemberRequest, found: Interview, problem: str = "", status: int = 200) -> HttpResponse:
    may_act = request.actor.may("hiring.act", ("opening", found.application.opening_id))
    is_open = found.state in OPEN
    spoken = services.tongue_of(found)
    begun = found.starts_at is not None and found.starts_at <= clock.now()
    marked = found.state in (Interview.State.HELD, Interview.State.LATE, Interview.State.NO_SHOW)
    values = {
        "interview": found,
        "application": found.application,
        "opening": found.application.opening,
        "interviewers": [str(member) for member in found.interviewers.select_related("user")],
        "said": services.said(found),
        "lacks": services.lacks_of(found, with_time=found.starts_at is not None) if is_open else [],
        "link": services.url_of(found) if is_open and may_act else "",
        "days": public.days_of(services.times_for(found), spoken) if is_open and may_act else [],
        "zone": spoken.zone.key,
        "is_open": is_open,
        "may_confirm": found.state == Interview.State.BOOKED and not begun,
        "may_act": may_act,
        "may_mark": begun and (found.state in STANDING or marked) and _may_mark(request, found),
        "reasons": Interview.NoShow.choices,
        "problem": problem,
    }
    return render(request, "hiring/interviews/interview.html", values, status=status)


@member_page("hiring.see")
@require_POST
def change(request: MemberRequest, interview_id: int) -> HttpResponseBase:
    """Move, confirm, call off or mark an interview."""
    found = services.interview_of(request.actor, interview_id)
    try:
        words = _changed(request, found)
    except LackingError as error:
        return _page(request, found, str(error), 409)
    except TakenError:
        return _page(request, found, _("This time has just been taken. Choose another one."), 409)
    except ConflictError as error:
        return _page(request, services.interview_of(request.actor, interview_id), str(error), 409)
    except FieldError as error:
        return _page(request, found, f"{_(error.problem)} {_(error.mend)}", 422)
    messages.success(request, words)
    return redirect("hiring:interview", found.pk)


def _changed(request: MemberRequest, found: Interview) -> str:
    actor, given = request.actor, request.POST
    sequence, wanted = _number(given.get("sequence", "")), given.get("do", "")
    if wanted == "move":
        services.move(actor, found.pk, sequence, _instant(given.get("at") or given.get("other", "")))
        return _("Moved. The candidate gets a new invitation.")
    if wanted == "confirm":
        services.interview_of(actor, found.pk, "hiring.act")
        services.confirm(found.pk, sequence, "by hand")
        return _("Confirmed.")
    if wanted == "off":
        services.call_off(actor, found.pk, given.get("why", ""))
        return _("Called off. The candidate is told.")
    services.mark(actor, found.pk, wanted, given.get("reason", ""))
    return _("Noted.")


@member_page("hiring.act")
def plan(request: MemberRequest, application_id: int) -> HttpResponseBase:
    """Plan an interview: choose who leads it, then a time, or let the candidate choose."""
    found = application_of(request.actor, application_id, "hiring.act")
    form = _plan_form(request, found)
    form.is_valid()
    lacks: list[services.Lack] = []
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            made = _planned(request, found, form)
        except LackingError as error:
            lacks, status = error.lacks, 409
        except TakenError:
            form.add_error(None, _("This time has just been taken. Choose another one."))
            status = 409
        except (ConflictError, FieldError) as error:
            show_refusal(form, error)
            status = 422
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("hiring:interview", made.pk)
    status = 422 if form.errors and status == 200 and request.method == "POST" else status
    values = {"application": found, "opening": found.opening, "form": form}
    values |= {"lacks": lacks, "days": _times(found, form)}
    return render(request, "hiring/interviews/plan.html", values, status=status)


def _plan_form(request: MemberRequest, found: Application) -> PlanForm:
    able = who_may(found.organisation_id, "hiring.interview", ("opening", found.opening_id))
    names = {number: name for number, name in member_names(found.organisation_id).items() if number in able}
    given = request.POST if request.method == "POST" else request.GET if "minutes" in request.GET else None
    initial = {"interviewers": [str(request.actor.member_id)]}
    return PlanForm(given, members=names, rooms=services.rooms_of(request.actor), initial=initial)


def _planned(request: MemberRequest, found: Application, form: PlanForm) -> Interview:
    if request.POST.get("do") == "offer":
        return services.offer_times(request.actor, found.pk, form.values())
    at = _instant(request.POST.get("at") or request.POST.get("other", ""))
    return services.book(request.actor, found.pk, form.values(), at)


def _times(found: Application, form: PlanForm) -> public.Days:
    """The free times for what the form says, once it says enough."""
    if not form.is_bound or {"interviewers", "minutes", "days"} - form.cleaned_data.keys():
        return []
    values = form.values()
    wanted = services.wanted_for(found, values.interviewer_ids, values.room_id, values.minutes)
    times = services.free_times(wanted, clock.now() + timedelta(days=values.days))
    return public.days_of(times, services.tongue_of(Interview(application=found)))


@member_page("hiring.edit")
def rooms(request: MemberRequest) -> HttpResponseBase:
    """The rooms in which interviews are held."""
    problem = ""
    if request.method == "POST":
        try:
            if "remove" in request.POST:
                services.remove_room(request.actor, _number(request.POST["remove"]))
            else:
                services.add_room(request.actor, request.POST.get("name", ""))
            return redirect("hiring:rooms")
        except FieldError as error:
            problem = error.words
    values = {"rooms": services.rooms_of(request.actor), "problem": problem}
    return render(request, "hiring/interviews/rooms.html", values, status=422 if problem else 200)


def panel(request: MemberRequest, application: Application) -> str:
    """What hangs on an application's page: its interviews, and the way to plan one."""
    may_act = request.actor.may("hiring.act", ("opening", application.opening_id))
    rows = list(application.interviews.order_by("-id"))
    may_plan = may_act and application.state == State.ACTIVE and application.person_id is not None
    if not rows and not may_plan:
        return ""
    values: dict[str, Any] = {"rows": rows, "application": application, "may_plan": may_plan}
    return render_to_string("hiring/interviews/_panel.html", values, request)


def _marking(rows: list[Interview]) -> dict[str, Any]:
    """What the lists need to ask how an interview went."""
    now = clock.now()
    ask = {row.pk for row in rows if row.state in STANDING and row.starts_at is not None and row.starts_at <= now}
    return {"ask": ask, "reasons": Interview.NoShow.choices}


def _may_mark(request: MemberRequest, found: Interview) -> bool:
    return request.actor.may("hiring.interview", ("opening", found.application.opening_id))


def _day_asked(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return timezone.localtime(clock.now()).date()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _instant(text: str) -> datetime:
    """A time as a page sends it; one without a zone is by the reader's clock. Raises FieldError."""
    try:
        at = datetime.fromisoformat(text[:40])
    except ValueError:
        raise FieldError("at", _("No time was chosen."), _("Choose one.")) from None
    return at if at.tzinfo is not None else timezone.make_aware(at)
