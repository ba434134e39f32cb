"""The forms of letters and of one's own mailbox. What a value may be is decided in services."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm
from ringback.base.outgoing.mail_server import PLAIN, STARTTLS, TLS
from ringback.doors.jobsearch.letters import rules
from ringback.doors.jobsearch.letters.models import Letter
from ringback.doors.jobsearch.letters.rules import Kind
from ringback.doors.jobsearch.letters.services import LetterValues, SendValues
from ringback.doors.jobsearch.letters.words import MailboxWords

_AT = "%Y-%m-%dT%H:%M"
# What each kind of letter is written from, beside whom it is to and who signs it.
_OWN_FIELDS = {
    Kind.THANK: ("interview_on", "strengths", "benefit"),
    Kind.STATUS: ("interview_on", "question", "within"),
    Kind.SLOT: ("slot_at",),
    Kind.MEETING: ("slot_at",),
}
_KIND_FIELDS = {"interview_on", "strengths", "benefit", "question", "within", "slot_at"}


def _line(label: Any, most: int = 120, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, **more)


def _text(label: Any, rows: int, most: int, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, max_length=most, required=False, widget=widget, **more)


class NewLetterForm(SavedForm):
    """Which letter, and to whom."""

    kind = forms.ChoiceField(label=_("Letter"), choices=Letter.Kind.choices)
    contact = forms.ChoiceField(label=_("To"), required=False)

    def __init__(self, *arguments: Any, names: Mapping[int, str], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        contact: Any = self.fields["contact"]
        contact.choices = [("", _("whom one asks first")), *((str(key), name) for key, name in names.items())]


class LetterForm(SavedForm):
    """A letter's text, and what it is written from."""

    to_address = _line(_("To (e-mail)"), 254)
    subject = _line(_("Subject"), rules.MOST_SUBJECT)
    body = _text(_("Text"), 16, rules.MOST_BODY)
    important = forms.BooleanField(label=_("Mark it as important"), required=False)
    to_name = _line(_("Whom it is to"))
    salutation = _line(_("How you write to them"), help_text=_("As “Dear Ms Berg”; left empty: as usual."))
    position = _line(_("Post"))
    interview_on = forms.DateField(
        label=_("Day of the interview"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    strengths = _text(_("Your strengths"), 2, rules.MOST_FIELD)
    benefit = _text(_("What they would have of you"), 2, rules.MOST_FIELD)
    question = _line(_("Your question"), 300)
    within = forms.IntegerField(
        label=_("Answer within (days)"),
        required=False,
        min_value=1,
        max_value=30,
        help_text=_("Left empty: no days are named."),
    )
    slot_at = forms.DateTimeField(
        label=_("The time you propose"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_AT),
        help_text=_("By your clock; the letter says it by theirs."),
    )
    name = _line(_("Your name"))
    phone = _line(_("Your phone number"), 40)

    def __init__(self, *arguments: Any, kind: Kind, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        for name in _KIND_FIELDS.difference(_OWN_FIELDS[kind]):
            del self.fields[name]

    def values(self, *, anew: bool) -> LetterValues:
        """What was written."""
        given = dict(self.cleaned_data)
        day, slot, important = given.pop("interview_on", None), given.pop("slot_at", None), given.pop("important")
        fields = {name: "" if value is None else str(value) for name, value in given.items()}
        return LetterValues(fields, day, slot, important, anew)

    def sources(self) -> list[Any]:
        """The fields that the text is written from."""
        return [self[name] for name in self.fields if name not in ("to_address", "subject", "body", "important")]


class SendForm(SavedForm):
    """When a letter goes out, and what is promised with it."""

    at = forms.DateTimeField(
        label=_("When"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_AT),
        help_text=_("Left empty: now."),
    )
    checks_arrival = forms.BooleanField(
        label=_("Call the day after to ask whether it arrived"),
        required=False,
        help_text=_("Many letters end among advertising."),
    )
    answer_days = forms.IntegerField(
        label=_("Call if no answer comes within (days)"), required=False, min_value=1, max_value=60
    )

    def values(self) -> SendValues:
        """How it goes out."""
        said = self.cleaned_data
        return SendValues(said["at"], said["checks_arrival"], said["answer_days"])


class MailboxForm(SavedForm):
    """One's own mail server."""

    sender = _line(_("Your address"), 254, help_text=_("Letters come from it, and answers go there."))
    host = _line(_("Server for outgoing mail"), 253, help_text=_("As smtp.example.org; your provider names it."))
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535)
    security = forms.ChoiceField(
        label=_("Encryption"),
        choices=[
            (TLS, _("TLS (mostly port 465)")),
            (STARTTLS, _("STARTTLS (mostly port 587)")),
            (PLAIN, _("none, on this machine's own network")),
        ],
    )
    user = _line(_("User"), 254)
    password = forms.CharField(
        label=_("Password"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Many providers want an “app password”. Left empty: the one that is known."),
    )

    imap_host = _line(
        _("Server for incoming mail (IMAP)"),
        253,
        help_text=_("As imap.example.org. Copies of letters go into your folder for sent mail; left empty: none."),
    )
    imap_port = forms.IntegerField(label=_("Port there"), min_value=1, max_value=65535, required=False)
    imap_security = forms.ChoiceField(
        label=_("Encryption there"),
        required=False,
        choices=[
            (TLS, _("TLS (mostly port 993)")),
            (STARTTLS, _("STARTTLS (mostly port 143)")),
            (PLAIN, _("none, on this machine's own network")),
        ],
    )
    imap_user = _line(_("User there"), 254, help_text=_("Left empty: the same, with the same password."))
    imap_password = forms.CharField(
        label=_("Password there"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def words(self) -> MailboxWords:
        """What was said."""
        said = self.cleaned_data
        usual = {"imap_port": said["imap_port"] or 993, "imap_security": said["imap_security"] or TLS}
        return MailboxWords(**{**said, **usual})


class PlaceForm(SavedForm):
    """Whose a mail is."""

    candidacy = forms.TypedChoiceField(label=_("It is about"), coerce=int)

    def __init__(self, *arguments: Any, titles: Mapping[int, str], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        candidacy: Any = self.fields["candidacy"]
        candidacy.choices = list(titles.items())
