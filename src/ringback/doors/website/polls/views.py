"""The pages of polls: the list, one poll, and what came of it."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.doors.website.polls import reads, services
from ringback.doors.website.polls.forms import PollForm, initial_of
from ringback.doors.website.services import site_of


@member_page("setup.edit")
@require_GET
def polls(request: MemberRequest, site_id: int) -> HttpResponse:
    """A site's polls, and how many answered each."""
    site = site_of(request.actor, site_id)
    counts = reads.answered_counts(site_id)
    rows = [(one, one.texts.get(site.language, {}), counts.get(one.pk, 0)) for one in services.polls_of(site_id)]
    return render(request, "website/polls/polls.html", {"site": site, "rows": rows})


@member_page("setup.edit")
def poll(request: MemberRequest, site_id: int, poll_id: int | None = None) -> HttpResponseBase:
    """One poll, or a new one."""
    site = site_of(request.actor, site_id)
    found = None if poll_id is None else services.poll_of(site_id, poll_id)
    initial = initial_of(found, site.language) if found else {"asks_contact": True, "active": True}
    form = PollForm(request.POST or None, site=site, initial=initial)
    given = request.method == "POST" and form.is_valid()
    if given and form.saved(lambda: services.save_poll(request.actor, site_id, poll_id, form.values())):
        messages.success(request, _("The poll is saved."))
        return redirect("website:polls", site_id)
    shown = {"site": site, "poll": found, "form": form}
    return render(request, "website/polls/poll.html", shown, status=422 if form.errors else 200)


@member_page("setup.edit")
@require_POST
def poll_delete(request: MemberRequest, site_id: int, poll_id: int) -> HttpResponseBase:
    """Delete a poll with its answers."""
    services.delete_poll(request.actor, site_id, poll_id)
    messages.success(request, _("The poll is deleted."))
    return redirect("website:polls", site_id)


@member_page("setup.edit")
@require_GET
def poll_results(request: MemberRequest, site_id: int, poll_id: int) -> HttpResponse:
    """What visitors answered: counts, shares, and what they wrote."""
    site = site_of(request.actor, site_id)
    found = services.poll_of(site_id, poll_id)
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdecimal() and int(asked) in reads.DAYS else reads.USUAL_DAYS
    shown = {
        "site": site,
        "poll": found,
        "words": found.texts.get(site.language, {}),
        "results": reads.results(found, days),
        "days": days,
        "choices": reads.DAYS,
        "may_read": request.actor.may("messages.see"),
    }
    return render(request, "website/polls/results.html", shown)


@member_page("setup.edit")
@require_GET
def poll_csv(request: MemberRequest, site_id: int, poll_id: int) -> HttpResponse:
    """Every answer, for a spreadsheet."""
    site_of(request.actor, site_id)
    lines = reads.as_csv(services.poll_of(site_id, poll_id))
    response = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="poll-{poll_id}.csv"'
    return response
