"""One's own mailbox, and mail from employers."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.doors.jobsearch.employers.services import candidacies_of
from ringback.doors.jobsearch.letters import services
from ringback.doors.jobsearch.letters.forms import MailboxForm, PlaceForm
from ringback.doors.jobsearch.workspaces.services import vault_of, workspace_of


@member_page("search.own")
@require_http_methods(["GET", "HEAD", "POST"])
def mailbox(request: MemberRequest) -> HttpResponseBase:
    """The server that letters go out by, and the address that employers' mails are forwarded to."""
    known = services.mailbox_of(workspace_of(request.actor))
    if request.method == "POST" and request.POST.get("do") == "forget":
        services.forget_mailbox(request.actor)
        messages.success(request, _("Your mailbox is forgotten."))
        return redirect("jobsearch:mailbox")
    initial: dict[str, Any] = {"port": 465, "security": "tls", "imap_port": 993, "imap_security": "tls"}
    if known is not None:
        initial = {name: getattr(known.words, name) for name in MailboxForm.base_fields if "password" not in name}
    form = MailboxForm(request.POST or None, initial=initial)
    if form.is_valid() and form.saved(lambda: services.save_mailbox(request.actor, form.words())):
        messages.success(request, _("The server lets us in. Letters go out from your own mailbox now."))
        return redirect("jobsearch:mailbox")
    shown = {
        "here": "letters",
        "form": form,
        "known": known,
        "forwarding": services.forwarding_address(request.actor),
    }
    return render(request, "jobsearch/letters/mailbox.html", shown, status=422 if form.errors else 200)


@member_page("search.own")
@require_GET
def mails(request: MemberRequest) -> HttpResponse:
    """Mail that came in, what nobody could place first."""
    shown = {
        "here": "mails",
        "unplaced": services.mails_of(request.actor, placed=False),
        "placed": services.mails_of(request.actor, placed=True),
        "forwarding": services.forwarding_address(request.actor),
    }
    return render(request, "jobsearch/letters/mails.html", shown)


@member_page("search.own")
@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: MemberRequest, mail_id: int) -> HttpResponseBase:
    """One mail: read, said whose it is, deleted."""
    row, words = services.mail_of(request.actor, mail_id)
    if request.method == "POST" and request.POST.get("do") == "forget":
        services.forget_mail(request.actor, mail_id)
        messages.success(request, _("The mail is deleted."))
        return redirect("jobsearch:mails")
    titles = {one.id: one.title for one in reversed(candidacies_of(request.actor))}
    form = PlaceForm(request.POST or None, titles=titles, initial={"candidacy": row.candidacy_id})
    if form.is_valid():
        services.place(request.actor, mail_id, form.cleaned_data["candidacy"])
        return redirect("jobsearch:candidacy", form.cleaned_data["candidacy"])
    shown = {
        "row": row,
        "words": words,
        "form": form,
        "title": titles.get(row.candidacy_id or 0, ""),
        "any": bool(titles),
        "kept": services.files_of([row], vault_of(row.workspace)).get(row.pk, []),
        "notes": [_(note) for note in words.notes],
    }
    return render(request, "jobsearch/letters/mail.html", shown, status=422 if form.errors else 200)


@member_page("search.own")
@require_GET
def mail_file(request: MemberRequest, mail_id: int, mail_file_id: int) -> HttpResponse:
    """A file that came with a mail: always saved, never opened here, whatever it says it is."""
    name, content = services.file_of(request.actor, mail_id, mail_file_id)
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
