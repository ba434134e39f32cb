"""A member's own calendar elsewhere: connecting it, what it counts for, and taking it away."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.edge.forms import show_refusal
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.core.hours import services
from ringback.core.hours.forms import CalendarAccountForm


@require_http_methods(["GET", "HEAD", "POST"])
@member_page()
def own_calendar(request: MemberRequest) -> HttpResponseBase:
    """The member's connection: how it is, and what may be done with it."""
    account = services.account_of(request.actor)
    initial = {"url": account.url, "login": account.login} if account is not None else {}
    form = CalendarAccountForm(initial=initial)
    problem = ""
    if request.method == "POST":
        try:
            words = _done(request)
        except (FieldError, ConflictError) as error:
            if request.POST.get("do") == "connect":
                form = CalendarAccountForm(request.POST)
                form.is_valid()
                show_refusal(form, error)
            else:
                problem = error.words
        else:
            messages.success(request, words)
            return redirect("hours:own-calendar")
    return render(request, "hours/own_calendar.html", _shown(request, form, problem), status=_status(form, problem))


def _done(request: MemberRequest) -> str:
    """Do what was pressed; what to say of it. Raises FieldError, ConflictError."""
    actor, given = request.actor, request.POST
    match given.get("do"):
        case "connect":
            values = services.AccountValues(
                given.get("url", "")[:1000], given.get("login", ""), given.get("password", "")
            )
            services.connect(actor, values)
            return _("Your calendar is connected. Say below what it counts for.")
        case "choose":
            receives = given.get("receives", "")
            counts = {_number(text) for text in given.getlist("counts")}
            services.choose_calendars(actor, counts, _number(receives) if receives else None)
            return _("Saved. Your calendar is read in a moment.")
        case "test":
            found = services.test_connection(actor)
            return ngettext(
                "The server answers and takes your password: %d calendar.",
                "The server answers and takes your password: %d calendars.",
                found,
            ) % (found)
        case "disconnect":
            services.disconnect(actor)
            return _("Disconnected. Your password and your busy times are deleted here.")
        case _other:
            raise FieldError("do", _("There is no such action."), _("Choose one of the buttons."))


def _shown(request: MemberRequest, form: CalendarAccountForm, problem: str) -> dict[str, Any]:
    account = services.account_of(request.actor)
    failing, mend = services.problem_words(account.problem) if account is not None else ("", "")
    return {
        "account": account,
        "calendars": services.calendars_of(account) if account is not None else [],
        "form": form,
        "problem": problem,
        "failing": failing,
        "mend": mend,
    }


def _status(form: CalendarAccountForm, problem: str) -> int:
    return 422 if problem or form.errors else 200


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else -1
