"""The forms of goodbyes, blockers and handing over. What a value may be is decided in services."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm
from ringback.core.promises.services import Direction
from ringback.doors.hiring.goodbye.models import Blocker, Goodbye
from ringback.doors.hiring.goodbye.services import BlockerValues, GoodbyeValues

_DELAYS = ((0, _("at once")), (1800, _("30 minutes")), (7200, _("2 hours")), (86_400, _("a day")))


def _members(names: Mapping[int, str]) -> list[tuple[str, Any]]:
    return [("", _("Nobody in particular")), *((str(key), name) for key, name in names.items())]


class GoodbyeForm(SavedForm):
    """When, who, how, which way round, and what the recruiter thinks."""

    due_at = forms.DateTimeField(
        label=_("Answer by"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    owner = forms.ChoiceField(label=_("Who answers"), required=False)
    direction = forms.ChoiceField(label=_("Which way"), choices=Direction.choices)
    channel = forms.ChoiceField(label=_("How"), choices=Goodbye.Channel.choices)
    contact = forms.CharField(
        label=_("Number or address"),
        max_length=320,
        required=False,
        help_text=_("Left empty: theirs, or the opening's where they contact us."),
    )
    leaning = forms.ChoiceField(
        label=_("Your leaning"),
        required=False,
        choices=[("", _("Not said")), *Goodbye.Leaning.choices],
        help_text=_("Only your team sees it."),
    )
    agreed = forms.BooleanField(
        label=_("They know of the new time"),
        required=False,
        help_text=_("Then it counts as on time from there on."),
    )

    def __init__(self, *arguments: Any, members: Mapping[int, str], moved: bool, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)
        owner.choices = _members(members)
        if not moved:
            del self.fields["agreed"]

    def values(self) -> GoodbyeValues:
        """What was said."""
        said = self.cleaned_data
        return GoodbyeValues(
            due_at=said["due_at"],
            owner_id=int(said["owner"]) if said["owner"] else None,
            direction=said["direction"],
            channel=said["channel"],
            contact=said["contact"],
            leaning=said["leaning"],
            agreed=said.get("agreed", True),
        )


class BlockerForm(SavedForm):
    """Whose decision is awaited, since when, and why it is not there."""

    member = forms.ChoiceField(label=_("Who must decide"), required=False)
    name = forms.CharField(label=_("Or somebody else"), max_length=120, required=False)
    reason = forms.ChoiceField(label=_("What holds it"), choices=Blocker.Reason.choices)
    asked_on = forms.DateField(
        label=_("Asked since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Left empty: today."),
    )
    until = forms.DateField(
        label=_("Back on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *arguments: Any, members: Mapping[int, str], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        member = self.fields["member"]
        assert isinstance(member, forms.ChoiceField)
        member.choices = _members(members)

    def values(self) -> BlockerValues:
        """What was said; a day begins with it."""
        said = self.cleaned_data
        asked_on = said["asked_on"]
        zone = timezone.get_current_timezone()
        return BlockerValues(
            member_id=int(said["member"]) if said["member"] else None,
            name=said["name"],
            reason=said["reason"],
            asked_at=datetime.combine(asked_on, time(), zone) if asked_on else None,
            until=said["until"],
        )


class AskForm(SavedForm):
    """Several who must approve a candidate."""

    members = forms.TypedMultipleChoiceField(
        label=_("Who must approve"), coerce=int, widget=forms.CheckboxSelectMultiple()
    )
    due_at = forms.DateTimeField(
        label=_("By"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Left empty: in two working days. They are reminded a day and an hour before."),
    )
    note = forms.CharField(label=_("What you want them to know"), max_length=500, required=False)

    def __init__(self, *arguments: Any, members: Mapping[int, str], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        field = self.fields["members"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = list(members.items())

    def values(self) -> BlockerValues:
        """What was said of all of them."""
        return BlockerValues(note=self.cleaned_data["note"], due_at=self.cleaned_data["due_at"])


class ApproversForm(SavedForm):
    """Who must approve every opening."""

    members = forms.TypedMultipleChoiceField(
        label=_("Who must approve every opening"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(),
        help_text=_("Nobody: openings are opened without. It needs the role approver, admin or owner."),
    )

    def __init__(self, *arguments: Any, members: Mapping[int, str], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        field = self.fields["members"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = list(members.items())


class HandOverForm(forms.Form):
    """Who gives, and who gets everything."""

    giver = forms.TypedChoiceField(label=_("From"), coerce=int)
    taker = forms.TypedChoiceField(label=_("To"), coerce=int)
    why = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *arguments: Any, givers: Mapping[int, str], takers: Mapping[int, str], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        for name, choices in (("giver", givers), ("taker", takers)):
            field = self.fields[name]
            assert isinstance(field, forms.TypedChoiceField)
            field.choices = list(choices.items())


class MannersForm(SavedForm):
    """How the opening's candidates are kept posted."""

    next_steps = forms.BooleanField(
        label=_("Tell candidates the next step when they move on"),
        required=False,
        help_text=_("By mail, ten minutes after the move, so that a slip can be mended."),
    )
    written_reasons = forms.BooleanField(
        label=_("Give reasons in writing within seven days of a written request"), required=False
    )
    delay = forms.TypedChoiceField(label=_("Answers go out after"), coerce=int, choices=_DELAYS)
    asks_treatment = forms.BooleanField(
        label=_("Ask in the answer how they were treated"),
        required=False,
        help_text=_("A line with the link to their own page, in answers by mail. On that page everybody is asked."),
    )
