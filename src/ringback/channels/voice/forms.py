"""Forms of the voice pages. What a value may be is decided in services, whose FieldErrors land on the fields here."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm
from ringback.channels.voice import addresses, words
from ringback.channels.voice.models import Agent, Disposition, HuntGroup, Trunk, VisitorFirst, Way
from ringback.channels.voice.services import AgentValues, GroupValues, TrunkValues
from ringback.channels.voice.sip_account import SipAccountForm

ANY = ("", _("Any"))


class CallFilterForm(forms.Form):
    """Which calls to list."""

    outcome = forms.ChoiceField(label=_("How it ended"), required=False)
    way = forms.ChoiceField(label=_("Who called"), required=False, choices=[ANY, *Way.choices])
    agent = forms.ChoiceField(label=_("Agent"), required=False)
    group = forms.ChoiceField(label=_("Hunt group"), required=False)
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    number = forms.CharField(
        label=_("Number contains"), required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    recorded = forms.BooleanField(label=_("Recorded"), required=False)
    # What the figures open: not to be chosen here.
    first = forms.DateField(required=False)
    last = forms.DateField(required=False)
    queued = forms.BooleanField(required=False)
    came = forms.ChoiceField(required=False, choices=[("", ""), ("answered", ""), ("missed", "")])

    def __init__(self, data: Any, *, groups: Iterable[HuntGroup], agents: Iterable[Agent]) -> None:
        super().__init__(data, auto_id="filter_%s")
        _choose(self, "outcome", [ANY, *((key, state.label) for key, state in words.OUTCOMES.items())])
        _choose(self, "agent", [ANY, *((str(agent.pk), agent.name) for agent in agents)])
        _choose(self, "group", [ANY, *((str(group.pk), group.name) for group in groups)])


class SaidForm(forms.Form):
    """What a call came to; without a note the one that is there stays."""

    disposition = forms.ChoiceField(required=False, choices=[("", ""), *Disposition.choices])
    note = forms.CharField(required=False, max_length=4000)


class TrunkForm(SipAccountForm):
    """A carrier's line."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("For yourselves, as “Main line”."))
    registers = forms.BooleanField(
        label=_("Register with the carrier"),
        required=False,
        help_text=_("Most carriers that give you a user name and password need this."),
    )
    channels = forms.IntegerField(
        label=_("Calls at once"),
        initial=10,
        min_value=1,
        max_value=1000,
        help_text=_(
            "How many your contract allows. A callback takes two when your agents are rung on the phone network."
        ),
    )
    from_domain = forms.CharField(
        label=_("Domain"), max_length=253, required=False, help_text=_("Only where your carrier asks for another one.")
    )
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    answers = forms.BooleanField(
        label=_("Answer calls that come in"),
        required=False,
        initial=True,
        help_text=_("Who calls your number back is put through, or leaves a message."),
    )
    answered_by = forms.ChoiceField(
        label=_("Answered by"),
        required=False,
        help_text=_("Who is owed a call reaches whoever owes it; everybody else this hunt group."),
    )
    comes_from = forms.CharField(
        label=_("Calls also come from"),
        max_length=200,
        required=False,
        help_text=_(
            "Further servers or addresses of your carrier, with commas between. Calls from elsewhere are refused."
        ),
    )

    def __init__(self, *arguments: Any, groups: Iterable[HuntGroup], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        usual = ("", _("The first group that calls through this trunk"))
        _choose(self, "answered_by", [usual, *((str(one.pk), one.name) for one in groups)])

    def values(self) -> TrunkValues:
        """What the service takes; no new password leaves the old one."""
        given = {**self.cleaned_data, "secret": self.cleaned_data["secret"] or None}
        group = given.pop("answered_by")
        return TrunkValues(**given, answered_by_id=int(group) if group else None)


class AgentForm(SavedForm):
    """Somebody who takes calls, and their phone."""

    name = forms.CharField(label=_("Name"), max_length=80)
    in_browser = forms.BooleanField(
        label=_("In the browser"),
        required=False,
        help_text=_("They need no phone: calls ring in a window of theirs that stays open, with a headset."),
    )
    address = forms.CharField(
        label=_("Phone"),
        max_length=253,
        required=False,
        help_text=_("A phone number, or the SIP address of a desk phone (as anna@192.0.2.10)."),
    )
    trunk = forms.ChoiceField(
        label=_("Rung through"), required=False, help_text=_("The trunk that a phone number is dialled through.")
    )
    member = forms.ChoiceField(
        label=_("Signs in as"),
        required=False,
        help_text=_("Then they set here themselves whether they take calls."),
    )
    wrap_up_seconds = forms.IntegerField(
        label=_("Rest after a call, seconds"),
        initial=20,
        min_value=0,
        max_value=3600,
        help_text=_("Time to write a note before the next call may come."),
    )
    skills = forms.CharField(
        label=_("Knows about"),
        max_length=200,
        required=False,
        help_text=_("Words with commas between, as “tents, repairs”. Sites can ask for them."),
    )
    languages = forms.CharField(
        label=_("Speaks"),
        max_length=80,
        required=False,
        help_text=_("Codes with commas between, as “en, de”. Left empty: any language."),
    )
    active = forms.BooleanField(label=_("Takes calls"), required=False, initial=True)

    def __init__(
        self,
        *arguments: Any,
        trunks: Iterable[Trunk],
        members: Iterable[tuple[int, str]],
        country: str,
        **keywords: Any,
    ) -> None:
        super().__init__(*arguments, **keywords)
        self._country = country
        _choose(self, "trunk", [("", _("Not needed: a SIP address")), *((str(one.pk), one.name) for one in trunks)])
        _choose(self, "member", [("", _("Nobody"))] + [(str(key), name) for key, name in members])

    def values(self) -> AgentValues:
        """What the service takes."""
        given = self.cleaned_data
        return AgentValues(
            name=given["name"],
            address=addresses.BROWSER if given["in_browser"] else given["address"],
            trunk_id=int(given["trunk"]) if given["trunk"] else None,
            member_id=int(given["member"]) if given["member"] else None,
            wrap_up_seconds=given["wrap_up_seconds"],
            skills=given["skills"],
            languages=given["languages"],
            active=given["active"],
            country=self._country,
        )


class GroupForm(SavedForm):
    """A hunt group: how its agents are rung, and what happens around the join. Who they are is set on its page."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As “Sales” or “Workshop”."))
    trunk = forms.ChoiceField(
        label=_("Visitors are called through"),
        required=False,
        help_text=_("The trunk that the visitor's number is dialled through."),
    )
    strategy = forms.ChoiceField(label=_("How they are rung"), choices=words.STRATEGIES)
    prefers_known = forms.BooleanField(
        label=_("Whom the visitor spoke to before is rung first"),
        required=False,
        initial=True,
        help_text=_("If they are free. Otherwise the call goes its usual way."),
    )
    matching = forms.ChoiceField(label=_("Skills and languages"), choices=words.MATCHINGS)
    whisper = forms.CharField(
        label=_("Whisper to the agent"),
        max_length=200,
        required=False,
        help_text=_(
            "Spoken to the agent alone, before the visitor is called. {site}, {page}, {city} and {name} are filled in, "
            "{before} says when they last spoke with one of you; what is not known is left out with its comma."
        ),
    )
    press_to_accept = forms.BooleanField(
        label=_("The agent presses 1 to take the call"),
        required=False,
        help_text=_("So that a voicemail cannot take it. Use it for mobile phones."),
    )
    record = forms.BooleanField(label=_("Record conversations"), required=False, initial=True)
    announcement = forms.CharField(
        label=_("Announcement of the recording"),
        max_length=200,
        required=False,
        help_text=_("Spoken to both when they are joined. In many countries you have to say it."),
    )
    language = forms.ChoiceField(label=_("Language of what is spoken"), choices=settings.LANGUAGES)
    numbers = forms.CharField(
        label=_("Numbers of yours it answers"),
        max_length=500,
        required=False,
        help_text=_("With commas between. Other numbers of the trunk are answered by the group set there."),
    )
    greeting = forms.CharField(
        label=_("Greeting before a message"),
        max_length=300,
        required=False,
        help_text=_("Spoken to callers whom nobody takes, or who call after your hours. Left empty: the usual words."),
    )
    plays_music = forms.BooleanField(
        label=_("Callers who have to wait hear music and their place"),
        required=False,
        initial=True,
        help_text=_("They are answered for it, and pay their own call from then on. Otherwise it rings on."),
    )
    visitor_first = forms.ChoiceField(
        label=_("Ring the visitor before any of you"),
        choices=VisitorFirst.choices,
        initial=VisitorFirst.NEVER,
        required=False,
        help_text=_(
            "They hear music and their place, and get the first who is free. Only numbers confirmed by a code that we "
            "sent them are rung so."
        ),
    )
    visitor_ring_seconds = forms.IntegerField(
        label=_("Ring the visitor for, seconds"), initial=40, min_value=5, max_value=120
    )
    most_talk_minutes = forms.IntegerField(
        label=_("Longest conversation, minutes"), initial=120, min_value=1, max_value=240
    )

    def __init__(self, *arguments: Any, trunks: Iterable[Trunk], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        _choose(self, "trunk", [("", _("No trunk yet")), *((str(one.pk), one.name) for one in trunks)])

    def values(self) -> GroupValues:
        """What the service takes."""
        given = dict(self.cleaned_data)
        trunk, minutes = given.pop("trunk"), given.pop("most_talk_minutes")
        return GroupValues(**given, trunk_id=int(trunk) if trunk else None, most_talk_seconds=minutes * 60)


class TestCallForm(SavedForm):
    """Which number plays the visitor in a test call."""

    __test__ = False  # no test, whatever its name says to pytest

    number = forms.CharField(
        label=_("Number to call as the visitor"),
        max_length=40,
        help_text=_("Your own mobile phone, say, with + and country code."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    group = forms.ChoiceField(label=_("Hunt group that answers"))

    def __init__(self, *arguments: Any, groups: Iterable[HuntGroup], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        _choose(self, "group", [(str(one.pk), one.name) for one in groups])


def _choose(form: forms.Form, name: str, choices: list[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
