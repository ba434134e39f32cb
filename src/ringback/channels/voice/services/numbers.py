"""The numbers of ours that a hunt group answers, as a person writes them."""

from ringback.base.accounts.services import place_of
from ringback.base.kit import phones
from ringback.base.kit.errors import FieldError
from ringback.channels.voice.models import AnsweredNumber, HuntGroup

MOST_NUMBERS = 50


def answer_numbers(group: HuntGroup, text: str) -> None:
    """Let `group` answer these numbers, with commas between, on its trunk; in the caller's transaction.

    Raises FieldError "numbers" for what is no number, for one that another group answers, and without a trunk.
    """
    _zone, country, _language = place_of(group.organisation_id)
    named = [part.strip() for part in text.split(",") if part.strip()]
    wanted = dict.fromkeys(phones.parse(one, country or "ZZ", "numbers").e164 for one in named)
    if len(wanted) > MOST_NUMBERS:
        raise FieldError("numbers", "These are too many numbers.", f"A group answers {MOST_NUMBERS} at most.")
    AnsweredNumber.objects.filter(group=group).delete()
    if not wanted:
        return
    if group.trunk_id is None:
        raise FieldError("numbers", "A group without a trunk answers no number.", "Choose a trunk above.")
    taken = AnsweredNumber.objects.filter(trunk_id=group.trunk_id, number__in=wanted).select_related("group").first()
    if taken is not None:
        raise FieldError(
            "numbers", f"{phones.shown(taken.number)} is answered by {taken.group.name}.", "Take it off there first."
        )
    AnsweredNumber.objects.bulk_create(
        AnsweredNumber(trunk_id=group.trunk_id, group=group, number=number) for number in wanted
    )


def numbers_of(group: HuntGroup) -> str:
    """The numbers a group answers, as they are written in a form."""
    return ", ".join(phones.shown(number) for number in group.answers.values_list("number", flat=True))
