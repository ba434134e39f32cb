"""Clients on the desk: who they are and how they keep their word, whose an opening is, and what they promised."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import organisation_of, place_of
from ringback.base.kit.errors import ConflictError
from ringback.doors.hiring.candidates.services import application_of
from ringback.doors.hiring.clients import reads, services
from ringback.doors.hiring.clients.forms import AssignForm, ClientForm, PromisedForm
from ringback.doors.hiring.openings.services import opening_of


@member_page("hiring.see")
@require_GET
def clients(request: MemberRequest) -> HttpResponse:
    """All clients, how long they take, and how often they keep their word."""
    shown = {"rows": reads.rows(request.actor), "may_edit": request.actor.may("hiring.edit")}
    return render(request, "hiring/clients/clients.html", shown)


@member_page("hiring.edit")
@require_http_methods(["GET", "POST"])
def client(request: MemberRequest, client_id: int | None = None) -> HttpResponseBase:
    """One client, or a new one; `remove` takes it away."""
    found = None if client_id is None else services.client_of(request.actor, client_id)
    if found is not None and request.method == "POST" and "remove" in request.POST:
        try:
            services.remove_client(request.actor, found.pk)
        except ConflictError as error:
            messages.error(request, str(error))
            return redirect("hiring:client", found.pk)
        messages.success(request, _("“%(name)s” is removed.") % {"name": found.company})
        return redirect("hiring:clients")
    names = list(ClientForm.base_fields)
    initial = {name: getattr(found, name) for name in names} if found else {}
    form = ClientForm(request.POST or None, initial=initial or {"language": organisation_of(request.actor).language})
    valid = request.method == "POST" and form.is_valid()
    if valid and form.saved(partial(services.save_client, request.actor, client_id, form.values())):
        messages.success(request, _("Saved."))
        return redirect("hiring:clients")
    status = 422 if form.errors else 200
    return render(request, "hiring/clients/client.html", {"client": found, "form": form}, status=status)


@member_page("hiring.edit")
@require_http_methods(["GET", "POST"])
def of_opening(request: MemberRequest, opening_id: int) -> HttpResponseBase:
    """Whose an opening is, and what they owe about its candidates."""
    opening = opening_of(request.actor, opening_id, "hiring.edit")
    choices = dict(services.clients_of(request.actor).values_list("id", "company"))
    current = services.client_of_opening(opening_id)
    form = AssignForm(request.POST or None, clients=choices, initial={"client": str(current.pk) if current else ""})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["client"]
        services.assign(request.actor, opening_id, int(chosen) if chosen else None)
        messages.success(request, _("Saved."))
        return redirect("hiring:opening-client", opening_id)
    shown = {"opening": opening, "form": form, "awaited": reads.awaited(opening_id), "any": bool(choices)}
    return render(request, "hiring/clients/of_opening.html", shown, status=422 if form.errors else 200)


@member_page("hiring.act")
@require_POST
def promised(request: MemberRequest, application_id: int) -> HttpResponseBase:
    """The client promised to decide about a candidate, or asked for more time."""
    application = application_of(request.actor, application_id, "hiring.act")
    timezone.activate(place_of(application.organisation_id)[0])
    form = PromisedForm(request.POST, auto_id="client_%s")
    owed = services.client_owing(application_id)
    if form.is_valid():
        due_at = form.cleaned_data["due_at"]
        save = (
            partial(services.postpone, request.actor, owed.pk, due_at)
            if owed
            else partial(services.await_decision, request.actor, application_id, due_at)
        )
        try:
            if form.saved(save):
                messages.success(
                    request, _("Noted: the candidate's answer waits for it, and they are asked when it is due.")
                )
                return redirect("hiring:application", application_id)
        except ConflictError as error:
            form.add_error(None, str(error))
    shown = {"application": application, "form": form}
    return render(request, "hiring/clients/again.html", shown, status=422)
