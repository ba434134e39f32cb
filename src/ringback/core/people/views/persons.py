"""The list of persons, one person's page, and changing what is known."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.edge.forms import SavedForm
from ringback.base.kit.errors import FieldError
from ringback.core.people import reads, services
from ringback.core.people.forms import EmailForm, PersonForm, PhoneForm, SearchForm
from ringback.core.people.histories import history


@member_page("people.see")
@require_GET
def persons(request: MemberRequest) -> HttpResponse:
    """Persons, newest first, found by name, number or e-mail address; the list alone for htmx."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    after = request.GET.get("after", "")
    shown = {"form": form, "page": reads.persons(request.actor, words, after), "after": after, "words": words}
    part = request.headers.get("HX-Target") == "persons"
    return render(request, "people/_persons.html" if part else "people/persons.html", shown)


@member_page("people.see")
@require_GET
def person(request: MemberRequest, person_id: int) -> HttpResponseBase:
    """One person; whoever was merged into another leads to that one."""
    found = reads.person(request.actor, person_id)
    if found.id != person_id:
        return redirect("people:person", found.id)
    return _page(request, found)


def _page(request: MemberRequest, found: reads.PersonPage, wrong: SavedForm | None = None) -> HttpResponse:
    """The page, with a form that was not taken in its place."""
    initial = {"name": found.name, "zone": found.zone, "language": found.language}
    forms = {
        "form": PersonForm(initial=initial),
        "phone_form": PhoneForm(),
        "email_form": EmailForm(),
    }
    names = {PersonForm: "form", PhoneForm: "phone_form", EmailForm: "email_form"}
    shown = {
        "person": found,
        "doubles": reads.doubles(request.actor, found.id) if request.actor.may("people.edit") else [],
        "history": history(request.actor, found.ids),
        "may_edit": request.actor.may("people.edit"),
        "may_export": request.actor.may("people.export"),
        "may_erase": request.actor.may("people.erase"),
        **forms,
    }
    if wrong is not None:
        shown[names[type(wrong)]] = wrong
    return render(request, "people/person.html", shown, status=422 if wrong is not None else 200)


@member_page("people.edit")
@require_POST
def change(request: MemberRequest, person_id: int) -> HttpResponseBase:
    """Name, language and time zone."""
    form = PersonForm(request.POST)
    return _saved(
        request, person_id, form, lambda: services.change_person(request.actor, person_id, form.values()), _("Saved.")
    )


@member_page("people.edit")
@require_POST
def add_phone(request: MemberRequest, person_id: int) -> HttpResponseBase:
    """Another number."""
    form = PhoneForm(request.POST)
    return _saved(
        request,
        person_id,
        form,
        lambda: services.add_phone(request.actor, person_id, form.cleaned_data["phone"]),
        _("The number was added."),
    )


@member_page("people.edit")
@require_POST
def add_email(request: MemberRequest, person_id: int) -> HttpResponseBase:
    """Another e-mail address."""
    form = EmailForm(request.POST)
    return _saved(
        request,
        person_id,
        form,
        lambda: services.add_email(request.actor, person_id, form.cleaned_data["email"]),
        _("The address was added."),
    )


def _saved(
    request: MemberRequest, person_id: int, form: SavedForm, save: Callable[[], None], said: str
) -> HttpResponseBase:
    found = reads.person(request.actor, person_id)
    if form.is_valid() and form.saved(save):
        messages.success(request, said)
        return redirect("people:person", found.id)
    return _page(request, found, form)


@member_page("people.edit")
@require_POST
def remove_phone(request: MemberRequest, phone_id: int) -> HttpResponseBase:
    """Take a number away."""
    person_id = services.remove_phone(request.actor, phone_id)
    messages.success(request, _("The number was taken away."))
    return redirect("people:person", person_id)


@member_page("people.edit")
@require_POST
def remove_email(request: MemberRequest, email_id: int) -> HttpResponseBase:
    """Take an e-mail address away."""
    person_id = services.remove_email(request.actor, email_id)
    messages.success(request, _("The address was taken away."))
    return redirect("people:person", person_id)


@member_page("people.edit")
@require_POST
def withdraw(request: MemberRequest, consent_id: int) -> HttpResponseBase:
    """Note that a consent no longer holds."""
    person_id = services.withdraw_consent(request.actor, consent_id)
    messages.success(request, _("The consent is withdrawn."))
    return redirect("people:person", person_id)


@member_page("people.edit")
@require_POST
def never_again(request: MemberRequest, person_id: int) -> HttpResponseBase:
    """Never call, or never write to, this person again: every number or address of theirs."""
    reads.person(request.actor, person_id)
    channel = request.POST.get("channel", "")
    if channel not in ("voice", "sms", "mail"):
        raise FieldError("channel", _("There is no such channel."), _("Choose one of the buttons."))
    services.never_again(request.actor, person_id, channel, request.POST.get("why", ""))
    messages.success(request, _("Noted: they are not contacted like this any more."))
    return redirect("people:person", person_id)
