"""The pages of mail that came in: the list, one mail, its files, and what is done with it."""

import base64
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.database.sealed import opened
from ringback.base.kit.errors import FieldError
from ringback.channels.messages.inbox import reads, services
from ringback.channels.messages.inbox.forms import AnswerForm


@member_page("messages.see")
@require_GET
def inbox(request: MemberRequest) -> HttpResponse:
    """One shelf of mails, newest first, a page at a time; the list alone for htmx."""
    shelf = request.GET.get("shelf", "open")
    words = request.GET.get("words", "").strip()[:80]
    after = request.GET.get("after", "")
    shelf = shelf if shelf in reads.SHELVES else "open"
    shown = {
        "page": reads.mails(request.actor, shelf, words, after),
        "counts": reads.counts(request.actor),
        "standing": reads.standing(request.actor),
        "shelf": shelf,
        "words": words,
        "after": after,
        "query": urlencode({"shelf": shelf, "words": words}),
        "may_set_up": request.actor.may("setup.edit"),
        "tab": "inbox",
    }
    part = request.headers.get("HX-Target") == "inbox"
    return render(request, "correspondence/inbox/_list.html" if part else "correspondence/inbox/list.html", shown)


@member_page()
@require_http_methods(["GET", "HEAD", "POST"])
def inbound(request: MemberRequest, inbound_id: str) -> HttpResponseBase:
    """One mail; POST writes an answer to it. For whoever may see mail, and whoever must answer this one."""
    page = reads.mail(request.actor, inbound_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if form.saved(lambda: services.answer(request.actor, inbound_id, text)):
            messages.success(request, _("Your answer is on its way."))
            return redirect("correspondence:inbound", inbound_id)
    services.seen(request.actor, inbound_id)
    return render(request, "correspondence/inbox/mail.html", {"page": page, "mail": page.mail, "form": form})


@member_page()
@require_POST
def inbound_act(request: MemberRequest, inbound_id: str) -> HttpResponseBase:
    """Give it to somebody, be done with it or not, say whose it is."""
    match request.POST.get("do"):
        case "assign":
            member = request.POST.get("owner", "")
            services.assign(request.actor, inbound_id, int(member) if member.isdecimal() else None)
            messages.success(request, _("Saved."))
        case "done":
            services.finish(request.actor, inbound_id)
            messages.success(request, _("Done."))
            return _back(request)
        case "drop":
            services.drop(request.actor, inbound_id)
            messages.success(request, _("Taken off the list."))
            return _back(request)
        case "reopen":
            services.reopen(request.actor, inbound_id)
            messages.success(request, _("It is open again."))
        case "place":
            services.place(request.actor, inbound_id)
            messages.success(request, _("The sender is a person of yours now."))
        case "reaches":
            services.reaches_again(request.actor, inbound_id)
            messages.success(request, _("Mail is sent to this address again."))
        case _other:
            raise FieldError("do", _("There is no such action."), _("Choose one of the buttons."))
    return redirect("correspondence:inbound", inbound_id)


def _back(request: MemberRequest) -> HttpResponseBase:
    """To the list, for whoever may see it."""
    return redirect("correspondence:inbox" if request.actor.may("messages.see") else "desk:today")


@member_page("messages.see")
@require_GET
def inbound_file(request: MemberRequest, part_id: int) -> HttpResponse:
    """A file that came with a mail: always saved, never opened here, whatever it says it is."""
    found = reads.file(request.actor, part_id)
    response = HttpResponse(base64.b64decode(opened(found.content)), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
