"""The texts of messages: which there are, an organisation's own, their preview, a test to oneself."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import organisation_name
from ringback.base.kit.errors import FieldError
from ringback.channels.messages import kinds
from ringback.channels.messages.forms import SenderForm, TextsForm
from ringback.channels.messages.kinds import Kind
from ringback.channels.messages.models import MailSender, TemplateText
from ringback.channels.messages.services import testing, wording
from ringback.channels.messages.services.wording import SenderValues
from ringback.channels.messages.sms.preview import as_text_message
from ringback.channels.messages.sms.preview import shown as shown_as_sms
from ringback.channels.messages.texted import inlets
from ringback.channels.messages.texts import Texts, languages, shipped
from ringback.channels.messages.texts import words as words_of
from ringback.channels.messages.views.framed import framed

_WRONG = "<p style='font:16px sans-serif;padding:10px 14px'>{} {}</p>"
_SUBJECT = (
    "<p dir='auto' style='margin:0;padding:10px 14px;font:600 15px sans-serif;background:#e5e7eb;color:#111827'>{}</p>"
)


@member_page("setup.edit")
@require_GET
def texts(request: MemberRequest) -> HttpResponse:
    """Every kind of message in every language, and which of them the organisation has changed."""
    own = set(
        TemplateText.objects.filter(organisation_id=request.actor.organisation_id).values_list("kind", "language")
    )
    rows = [
        (kind, [(code, words_of(code)["language"], (kind.slug, code) in own) for code in languages()])
        for kind in kinds.every()
        if "mail" in kind.channels
    ]
    return render(request, "correspondence/texts.html", {"rows": rows, "tab": "texts"})


@member_page("setup.edit")
def text(request: MemberRequest, kind: str, language: str) -> HttpResponseBase:
    """One kind's texts in one language: edited, beside how they will look."""
    now = wording.texts_for(request.actor.organisation_id, kinds.of(kind).slug, language)
    form = TextsForm(request.POST or None, initial=dict(wording.vars_of(now)))
    if request.method == "POST" and form.is_valid():
        wanted = _wanted(form)
        if form.saved(lambda: wording.save_texts(request.actor, kind, language, wanted)):
            messages.success(request, _("The text is saved."))
            return redirect("correspondence:text", kind, language)
    own = TemplateText.objects.filter(organisation_id=request.actor.organisation_id, kind=kind, language=language)
    shown = {
        "kind": kinds.of(kind),
        "language": language,
        "language_name": words_of(language)["language"],
        "languages": [(code, words_of(code)["language"]) for code in languages()],
        "form": form,
        "changed": own.exists(),
        "ships": shipped(language, kind),
    }
    return render(request, "correspondence/text.html", shown, status=422 if form.errors else 200)


@xframe_options_sameorigin
@member_page("setup.edit")
@require_POST
def preview(request: MemberRequest, kind: str, language: str) -> HttpResponse:
    """How the texts in the form would look, for the frame beside them; or what is wrong with them."""
    form = TextsForm(request.POST)
    form.is_valid()
    try:
        seen = wording.preview(request.actor, kind, language, _wanted(form))
    except FieldError as error:
        return framed(format_html(_WRONG, error.problem, error.mend))
    own = wording.sms_text(_wanted(form), kind, language)
    return framed(format_html(_SUBJECT, seen.subject) + seen.html + _as_sms(request, kinds.of(kind), own, language))


def _as_sms(request: MemberRequest, kind: Kind, own: str, language: str) -> SafeString:
    """The same as a text message, for kinds that may be sent so."""
    if "sms" not in kind.channels:
        return SafeString("")
    return shown_as_sms(as_text_message(kind, own, organisation_name(request.actor.organisation_id), language))


@member_page("setup.edit")
@require_POST
def test(request: MemberRequest, kind: str, language: str) -> HttpResponseBase:
    """Send the texts in the form to oneself."""
    form = TextsForm(request.POST)
    form.is_valid()
    sent = testing.send_test(request.actor, kind, language, _wanted(form))
    messages.success(request, _("A test is on its way to %(address)s.") % {"address": sent.to_address})
    return redirect("correspondence:text", kind, language)


@member_page("setup.edit")
@require_POST
def reset(request: MemberRequest, kind: str, language: str) -> HttpResponseBase:
    """Go back to the text that ships."""
    wording.reset_texts(request.actor, kind, language)
    messages.success(request, _("The text that ships is used again."))
    return redirect("correspondence:text", kind, language)


@member_page("setup.edit")
def sender(request: MemberRequest) -> HttpResponseBase:
    """Whom the organisation's mail comes from."""
    now = MailSender.objects.filter(organisation_id=request.actor.organisation_id).first() or MailSender()
    initial = {"name": now.name, "reply_to": now.reply_to, "most_offers_month": now.most_offers_month}
    form = SenderForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = SenderValues(**form.cleaned_data)
        if form.saved(lambda: wording.save_sender(request.actor, values)):
            messages.success(request, _("Saved."))
            return redirect("correspondence:sender")
    shown = {"form": form, "tab": "sender", "inlet": inlets.url_of(request.actor), "gateway": settings.SMS_GATEWAY}
    return render(request, "correspondence/sender.html", shown, status=422 if form.errors else 200)


@member_page("setup.edit")
@require_POST
def renew_inlet(request: MemberRequest) -> HttpResponseBase:
    """Close the address at which text messages come in, and open another one."""
    inlets.renew(request.actor)
    messages.success(request, _("Give the new address to the gateway: the old one is closed."))
    return redirect("correspondence:sender")


def _wanted(form: TextsForm) -> Texts:
    asked = form.data
    plain, sms = (asked.get(name, "").replace("\r\n", "\n") for name in ("text", "sms"))
    return Texts(asked.get("subject", ""), plain, asked.get("html", ""), sms)
