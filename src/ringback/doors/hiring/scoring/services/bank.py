"""The bank of interview questions: what ships, as the organisation has changed it, and what it added (MISSION H42)."""

from collections.abc import Collection
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, require
from ringback.base.kit import ids
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.base.kit.lines import one_line, paragraphs
from ringback.base.kit.marking import MOST_TITLE
from ringback.doors.hiring.openings.services import opening_of
from ringback.doors.hiring.scoring import rules
from ringback.doors.hiring.scoring.models import BankQuestion
from ringback.doors.hiring.scoring.services.cards import Card, card_of, save_card
from ringback.doors.hiring.scoring.shipped import Question, languages, shipped

MOST_SHOWS = 500
MOST_OWN = 500


def bank(organisation_id: int, language: str) -> list[Question]:
    """The questions of one of `languages`: those that ship, as the organisation wants them, then its own."""
    rows = BankQuestion.objects.filter(organisation_id=organisation_id, language=language)
    changed = {row.key: row for row in rows.order_by("competence", "id")}
    found = [_shown(changed.pop(one.key, None), one) for one in shipped(language)]
    return [*(one for one in found if one is not None), *(_own(row) for row in changed.values() if not row.gone)]


def _shown(row: BankQuestion | None, one: Question) -> Question | None:
    if row is None:
        return one
    return None if row.gone else _own(row)


def _own(row: BankQuestion) -> Question:
    return Question(row.key, row.competence, row.text, row.shows, own=True)


def question_of(organisation_id: int, language: str, key: str) -> Question:
    """One question. Raises NotFoundError."""
    for one in bank(organisation_id, language) if language in languages() else ():
        if one.key == key:
            return one
    raise NotFoundError(_("There is no such question."))


def save_question(actor: Actor, language: str, key: str, said: Question) -> Question:
    """Add a question (`key` "") or word one of the bank anew. Raises FieldError, NotFoundError."""
    require(actor, "hiring.edit")
    if language not in languages():
        raise FieldError("language", _("This is none of the choices."), _("Choose one from the list."))
    if key:
        question_of(actor.organisation_id, language, key)
    competence, text = one_line(said.competence, MOST_TITLE), one_line(said.text, rules.MOST_QUESTION)
    for name, value in (("competence", competence), ("text", text)):
        if not value:
            raise FieldError(name, _("This is missing."), _("Name the competence, and write what is asked."))
    made = replace(said, key=key or f"own.{ids.public_id()[:12]}", competence=competence, text=text, own=True)
    made = replace(made, shows=paragraphs(said.shows, MOST_SHOWS))
    values = {"competence": made.competence, "text": made.text, "shows": made.shows, "gone": False}
    with transaction.atomic():
        mine = BankQuestion.objects.filter(organisation_id=actor.organisation_id)
        if not key and mine.count() >= MOST_OWN:
            raise FieldError("text", _("These are too many already."), _("Take one of them away first."))
        mine.update_or_create(organisation_id=actor.organisation_id, language=language, key=made.key, defaults=values)
        audit(actor, "question.saved", made.key, language=language)
    return made


def drop_question(actor: Actor, language: str, key: str) -> None:
    """Take a question out of the bank; cards that have it keep it. Raises NotFoundError."""
    require(actor, "hiring.edit")
    found = question_of(actor.organisation_id, language, key)
    with transaction.atomic():
        mine = BankQuestion.objects.filter(organisation_id=actor.organisation_id, language=language)
        if any(one.key == key for one in shipped(language)):
            values = {"competence": found.competence, "gone": True}
            mine.update_or_create(organisation_id=actor.organisation_id, language=language, key=key, defaults=values)
        else:
            mine.filter(key=key).delete()
        audit(actor, "question.dropped", key, language=language)


def restore_shipped(actor: Actor, language: str) -> int:
    """Have what ships in a language as it ships again; questions of one's own stay. How many came back."""
    require(actor, "hiring.edit")
    keys = [one.key for one in shipped(language)] if language in languages() else []
    mine = BankQuestion.objects.filter(organisation_id=actor.organisation_id, language=language, key__in=keys)
    with transaction.atomic():
        audit(actor, "questions.restored", language)
        return mine.delete()[0]


def choose(actor: Actor, opening_id: int, language: str, keys: Collection[str]) -> Card:
    """Put questions of the bank into an opening's card, each under its competence.

    Raises FieldError where they are too many, ConflictError once somebody was marked by the card.
    """
    chosen = [one for one in bank(actor.organisation_id, language) if one.key in keys]
    if not chosen:
        raise FieldError("keys", _("Nothing is chosen."), _("Tick the questions you want to ask."))
    with transaction.atomic():
        opening_of(actor, opening_id, "hiring.edit", locked=True)
        card = card_of(opening_id)
        if card.fixed:
            raise ConflictError(_("Somebody was marked by it: with another card, marks could not be compared."))
        competences = list(card.competences)
        for one in chosen:
            competences = rules.with_question(competences, one.competence, one.text, one.shows)
        return save_card(actor, opening_id, card.most, competences)
