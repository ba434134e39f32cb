"""Applications on the desk: one with everything that was sent, its files, and the lists of who is known."""

from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import country_name
from ringback.base.edge.forms import SavedForm
from ringback.doors.allocation import panels
from ringback.doors.allocation.campaigns.services import campaign_of, facts_of
from ringback.doors.allocation.entries import reads, services
from ringback.doors.allocation.entries.models import KnownApplicant
from ringback.doors.allocation.entries.pricing import shown as price_shown
from ringback.doors.allocation.entries.services import Listed

MOST_LIST = 2_000_000


@member_page("allocation.see")
@require_GET
def entry(request: MemberRequest, entry_id: int) -> HttpResponse:
    """One application, as it was sent."""
    found = services.entry_of(request.actor, entry_id)
    campaign = facts_of(found.campaign)
    price = reads.price_of(found)
    shown = {
        "entry": found,
        "campaign": found.campaign,
        "country": country_name(found.country),
        "answers": reads.answered(request.actor, found),
        "options": reads.options_of(found, campaign),
        "price": price_shown(price, request.LANGUAGE_CODE[:2]) if price and campaign.base_price else None,
        "known": reads.known_words(services.reasons(found)),
        "panels": panels.rendered(request, entry_id),
        "may_see_person": request.actor.may("people.see"),
    }
    return render(request, "allocation/entries/entry.html", shown)


@member_page("allocation.see")
@require_GET
def file(request: MemberRequest, file_link: str) -> HttpResponse:
    """A file, to be saved: what strangers sent is never shown as a page of ours."""
    found = services.file_of(request.actor, file_link)
    response = HttpResponse(services.content_of_file(found), content_type=found.media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


class KnownForm(SavedForm):
    """A list of addresses, typed or as a file."""

    why = forms.CharField(
        label=gettext_lazy("From where they are known"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("As “club member”. Reviewers read it beside the application."),
    )
    text = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        required=False,
        max_length=MOST_LIST,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "ltr"}),
        help_text=gettext_lazy("One a line. After a comma you may say what is known of this one."),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a CSV file"), required=False, widget=forms.FileInput(attrs={"accept": ".csv,.txt"})
    )

    def lines(self) -> str:
        """What was typed, and what the file says."""
        sent = self.cleaned_data["file"]
        content = sent.read(MOST_LIST).decode("utf-8-sig", "replace") if sent else ""
        return f"{self.cleaned_data['text']}\n{content}"


@member_page("allocation.edit")
@require_http_methods(["GET", "POST"])
def known(request: MemberRequest, campaign_id: int) -> HttpResponseBase:
    """Put addresses on the list of who is known; it holds for all campaigns of the organisation."""
    campaign = campaign_of(request.actor, campaign_id, "allocation.edit")
    form = KnownForm(request.POST or None, request.FILES or None)
    done: list[Listed] = []
    if form.is_valid() and form.saved(
        lambda: done.append(services.list_known(request.actor, form.lines(), form.cleaned_data["why"]))
    ):
        _say(request, done[0])
        return redirect("allocation:known", campaign_id)
    count = KnownApplicant.objects.filter(organisation_id=request.actor.organisation_id).count()
    shown = {"campaign": campaign, "form": form, "count": count}
    return render(request, "allocation/entries/known.html", shown, status=422 if form.errors else 200)


def _say(request: MemberRequest, listed: Listed) -> None:
    words = ngettext("%(count)d address is on the list.", "%(count)d addresses are on the list.", listed.added)
    messages.success(request, words % {"count": listed.added})
    if listed.unread:
        numbers = ", ".join(map(str, listed.unread[:10])) + (" …" if len(listed.unread) > 10 else "")
        messages.warning(request, _("These lines are no e-mail addresses: %(numbers)s") % {"numbers": numbers})
