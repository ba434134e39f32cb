"""The page of the day's limit."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.channels.voice.spending import services
from ringback.channels.voice.spending.forms import LimitForm


@member_page("setup.edit")
def day_limit(request: MemberRequest) -> HttpResponseBase:
    """What may be dialled in a day, and what is used of it today."""
    found = services.today(request.actor)
    initial = {"minutes": found.limit.minutes, "dials": found.limit.dials}
    form = LimitForm(request.POST or None, initial=initial)
    valid = request.method == "POST" and form.is_valid()
    if valid and form.saved(lambda: services.set_limit(request.actor, form.limit())):
        messages.success(request, _("The limit is saved."))
        return redirect("voice:day-limit")
    shown = {"form": form, "today": found}
    return render(request, "voice/spending/day_limit.html", shown, status=422 if form.errors else 200)
