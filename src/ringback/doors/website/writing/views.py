"""The page of what stands beside the call on a site."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import organisation_of
from ringback.doors.website.services import facts_of, site_of
from ringback.doors.website.writing import settings
from ringback.doors.website.writing.forms import WritingForm, initial_of


@member_page("setup.edit")
def writing(request: MemberRequest, site_id: int) -> HttpResponseBase:
    """Message, e-mail and plain number, and the box for later offers."""
    site = site_of(request.actor, site_id)
    facts = facts_of(site, organisation_of(request.actor).name)
    form = WritingForm(request.POST or None, facts=facts, initial=initial_of(site))
    given = request.method == "POST" and form.is_valid()
    if given and form.saved(lambda: settings.save(request.actor, site_id, form.cleaned_data)):
        messages.success(request, _("Saved. The pages follow within five minutes."))
        return redirect("website:writing", site_id)
    shown = {"site": site, "form": form}
    return render(request, "website/writing/writing.html", shown, status=422 if form.errors else 200)
