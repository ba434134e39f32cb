"""Linking, and taking it back."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit.errors import ConflictError
from ringback.doors.jobsearch.employers.services import candidacy_of
from ringback.doors.jobsearch.linked import services
from ringback.doors.jobsearch.linked.forms import CodeForm


@member_page("search.own")
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: MemberRequest, candidacy_id: int) -> HttpResponseBase:
    """Use a code, or end the link."""
    found = candidacy_of(request.actor, candidacy_id)
    if request.method == "POST" and request.POST.get("do") == "withdraw":
        services.withdraw_link(request.actor, found.id)
        messages.success(request, _("Nothing is seen of it any more on either side."))
        return redirect("jobsearch:candidacy", found.id)
    form, problem = CodeForm(request.POST or None, auto_id="link_%s"), ""
    try:
        if form.is_valid() and form.saved(
            lambda: services.link_with_employer(request.actor, found.id, form.cleaned_data["code"])
        ):
            messages.success(request, _("Linked: you see when their answer is due, they see when you mean to call."))
            return redirect("jobsearch:candidacy", found.id)
    except ConflictError as error:
        problem = str(error)
    shown = {"candidacy": found, "form": form, "problem": problem}
    return render(request, "jobsearch/linked/link.html", shown, status=422 if form.errors or problem else 200)
