"""The verbs of reviewing: scorecards are made and changed, calls scored and commented on."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from ringback.base.accounts.services import Actor, audit, require
from ringback.base.kit import clock, marking
from ringback.base.kit.errors import ConflictError, FieldError, NotAllowedError, NotFoundError
from ringback.base.kit.marking import Criterion
from ringback.channels.voice.models import Call
from ringback.channels.voice.reviewing import standard
from ringback.channels.voice.reviewing.models import CallComment, Review, Scorecard
from ringback.channels.voice.services.calls import reachable

REVIEW = "calls.review"
MOST_TEXT = 2000
MOST_COMMENTS = 200


@dataclass(frozen=True, slots=True)
class Card:
    """What a call is scored by; `id` None is the standard one, which no organisation stores."""

    id: int | None
    name: str
    most: int
    criteria: tuple[Criterion, ...]


def save_scorecard(actor: Actor, card_id: int | None, name: str, most: int, criteria: Sequence[Criterion]) -> Scorecard:
    """Make a scorecard, or change `card_id`; scores given before stay as they are. Raises FieldError."""
    require(actor, "setup.edit")
    plain = " ".join(name.split())
    if not plain or len(plain) > marking.MOST_TITLE:
        raise FieldError("name", "A name is needed, of at most 80 characters.", "Name it after what it judges.")
    marking.check_best(most)
    values = {"name": plain, "most": most, "criteria": marking.stored(marking.checked(criteria))}
    with transaction.atomic():
        if card_id is None:
            card = Scorecard.objects.create(organisation_id=actor.organisation_id, **values)
        else:
            card = _card(actor, card_id)
            Scorecard.objects.filter(id=card.pk).update(**values)
        audit(actor, "scorecard saved", f"scorecard {card.pk}", name=plain)
    return card


def delete_scorecard(actor: Actor, card_id: int) -> None:
    """Delete a scorecard; what was given by it stays."""
    require(actor, "setup.edit")
    with transaction.atomic():
        _card(actor, card_id).delete()
        audit(actor, "scorecard deleted", f"scorecard {card_id}")


_door_cards: dict[str, Callable[[], Card]] = {}


def offers_card(door: str, card: Callable[[], Card]) -> None:
    """Let calls that keep promises of `door` be scored by `card()`, whose id is None; the same door again takes its
    place."""
    _door_cards[door] = card


def door_of(call: Call) -> str:
    """The door whose promise the call keeps; "" for none."""
    return call.promise.door if call.promise is not None else ""


def cards(organisation_id: int, door: str = "") -> list[Card]:
    """What calls of a door may be scored by: the door's own card first, then the organisation's by name.

    Where the door has none of its own: the standard one while the organisation has made none.
    """
    own = Scorecard.objects.filter(organisation_id=organisation_id).order_by("name", "id")
    made = [Card(one.pk, one.name, one.most, tuple(marking.read(one.criteria))) for one in own]
    if usual := _door_cards.get(door):
        return [usual(), *made]
    return made or [Card(None, standard.name(), standard.MOST, tuple(standard.criteria()))]


def review(actor: Actor, call_id: str, card_id: int | None, marks: Sequence[int | None], remark: str = "") -> Review:
    """Score a call, or score it anew: each reviewer has one say on a call (MISSION W14, H44).

    `marks` follow the card's criteria. Raises FieldError, ConflictError for a call without a conversation,
    NotAllowedError for one's own.
    """
    with transaction.atomic():
        call = reachable(actor, call_id, REVIEW)
        if call.connected_at is None or call.agent is None:
            raise ConflictError("There was no conversation to score.")
        if actor.member_id is not None and call.agent.member_id == actor.member_id:
            raise NotAllowedError("Your own calls are for somebody else to score.")
        card = next((one for one in cards(actor.organisation_id, door_of(call)) if one.id == card_id), None)
        if card is None or len(marks) != len(card.criteria):
            raise FieldError("marks", "The scorecard has changed.", "Look again and score once more.")
        given = zip(card.criteria, marks, strict=True)
        values = {
            "agent_id": call.agent_id,
            "scorecard_id": card.id,
            "card": card.name,
            "most": card.most,
            "marks": [{"title": one.title, "weight": one.weight, "mark": mark} for one, mark in given],
            "score": marking.score(card.criteria, marks, card.most),
            "remark": remark.strip()[:MOST_TEXT],
            "changed_at": clock.now(),
        }
        made, _new = Review.objects.update_or_create(call=call, reviewer_id=actor.member_id, defaults=values)
        audit(actor, "call scored", f"call {call_id}", score=str(made.score))
    return made


def comment(actor: Actor, call_id: str, at_seconds: float | None, text: str) -> CallComment:
    """Say something about a call, at a point of its recording or (None) about the whole. Raises FieldError."""
    words = text.strip()[:MOST_TEXT]
    with transaction.atomic():
        call = reachable(actor, call_id, REVIEW)
        if not words:
            raise FieldError("text", "A comment needs words.", "Say what you heard there.")
        if at_seconds is not None and not 0 <= at_seconds <= _length(call):
            raise FieldError("at", "The recording is not that long.", "Choose a point within it.")
        if call_comments(call.pk) >= MOST_COMMENTS:
            raise ConflictError("This call has enough comments.")
        made = CallComment.objects.create(call=call, author_id=actor.member_id, at_seconds=at_seconds, text=words)
        audit(actor, "call commented", f"call {call_id}")
    return made


def call_comments(call_row_id: int) -> int:
    """How many comments a call has."""
    return CallComment.objects.filter(call_id=call_row_id).count()


def take_back(actor: Actor, comment_id: int) -> None:
    """Delete a comment of one's own. Raises NotFoundError for somebody else's."""
    with transaction.atomic():
        mine = CallComment.objects.filter(call__organisation_id=actor.organisation_id, author_id=actor.member_id or 0)
        found = mine.filter(id=comment_id).select_related("call").first()
        if found is None:
            raise NotFoundError("There is no such comment of yours.")
        found.delete()
        audit(actor, "comment taken back", f"call {found.call.call_id}")


def forget(call_row_ids: Iterable[int]) -> int:
    """Take away what was said in words of these calls; the scores stay, to be counted. How many comments went."""
    ids = list(call_row_ids)
    Review.objects.filter(call_id__in=ids).update(remark="")
    return CallComment.objects.filter(call_id__in=ids).delete()[0]


def _length(call: Call) -> float:
    """The longest a recording of the call can be."""
    recorded = getattr(call, "recording", None)
    return max(call.talk_seconds, recorded.duration_seconds if recorded else 0.0) + 1


def _card(actor: Actor, card_id: int) -> Scorecard:
    rows = Scorecard.objects.select_for_update().filter(organisation_id=actor.organisation_id)
    card = rows.filter(id=card_id).first()
    if card is None:
        raise NotFoundError("There is no such scorecard.")
    return card
