"""The list of persons, one person's page, and changing what is known."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import Actor
from ringback.base.edge.forms import SavedForm
from ringback.base.kit.errors import FieldError
from ringback.core.people import reads, services
from ringback.core.people.forms import ConsentForm, EmailForm, PersonForm, PhoneForm, SearchForm
from ringback.core.people.histories import history
from ringback.core.people.services import PersonValues

Save = Callable[[Actor, int, SavedForm], Any]
Text = str | Promise
View = Callable[..., HttpResponseBase]


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
        "consent_form": ConsentForm(),
    }
    names = {PersonForm: "form", PhoneForm: "phone_form", EmailForm: "email_form", ConsentForm: "consent_form"}
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


def _filled(form_class: type[SavedForm], save: Save, said: Text) -> View:
    """A view that saves what a form of the page says, and shows the page with the form where it is wrong."""

    @member_page("people.edit")
    @require_POST
    def view(request: MemberRequest, person_id: int) -> HttpResponseBase:
        found = reads.person(request.actor, person_id)
        form = form_class(request.POST)
        if form.is_valid() and form.saved(lambda: save(request.actor, person_id, form)):
            messages.success(request, str(said))
            return redirect("people:person", found.id)
        return _page(request, found, form)

    return view


def _pressed(do: Callable[[Actor, int], int], said: Text) -> View:
    """A view that does something with one row of a person's; `do` gives back whose it was."""

    @member_page("people.edit")
    @require_POST
    def view(request: MemberRequest, /, **row: int) -> HttpResponseBase:
        (row_id,) = row.values()
        person_id = do(request.actor, row_id)
        messages.success(request, str(said))
        return redirect("people:person", person_id)

    return view


change = _filled(
    PersonForm,
    lambda actor, person_id, form: services.change_person(actor, person_id, PersonValues(**form.cleaned_data)),
    _lazy("Saved."),
)
add_phone = _filled(
    PhoneForm,
    lambda actor, person_id, form: services.add_phone(actor, person_id, form.cleaned_data["phone"]),
    _lazy("The number was added."),
)
add_email = _filled(
    EmailForm,
    lambda actor, person_id, form: services.add_email(actor, person_id, form.cleaned_data["email"]),
    _lazy("The address was added."),
)
agree = _filled(
    ConsentForm,
    lambda actor, person_id, form: services.note_consent(actor, person_id, **form.cleaned_data),
    _lazy("The consent is on record."),
)
remove_phone = _pressed(services.remove_phone, _lazy("The number was taken away."))
remove_email = _pressed(services.remove_email, _lazy("The address was taken away."))
withdraw = _pressed(services.withdraw_consent, _lazy("The consent is withdrawn."))


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
