"""Taking applications in: one at a time or hundreds in one transaction, each once, whatever is sent again."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db import IntegrityError, transaction

from ringback.base.kit.errors import ConflictError, RingbackError
from ringback.core.people import services as people
from ringback.core.people.services import Agreed, Arrival, Arrived
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.campaigns.rules import CampaignFacts, Price
from ringback.doors.allocation.entries import rules
from ringback.doors.allocation.entries.keys import key_of, keys_of
from ringback.doors.allocation.entries.models import Draft, Entry, EntryFile, State
from ringback.doors.allocation.entries.saying import VOCABULARY
from ringback.doors.allocation.entries.services.knowing import Known, knowledge
from ringback.doors.allocation.entries.submissions import Checked, Said, check
from ringback.doors.allocation.record import services as record
from ringback.doors.allocation.record.services import Doing

PURPOSE = "allocation"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a submission. `token` opens its status, "" where it is somebody's other form that counts.

    `replayed`: this very form had been taken already. `repeated`: this person had, by another form.
    """

    token: str
    replayed: bool = False
    repeated: bool = False


@dataclass(slots=True)
class Submission:
    """A checked application on its way in, and what became of it: a `receipt`, or the `error` for its sender."""

    checked: Checked
    receipt: Receipt | None = None
    error: RingbackError | None = None

    def outcome(self) -> Receipt:
        """The receipt. Raises the error."""
        if self.receipt is None:
            raise self.error or RuntimeError("This submission has not been written.")
        return self.receipt


def submit(campaign: CampaignFacts, said: Said) -> Receipt:
    """Take in one application. The same form, or the same person in the same region, again is once.

    Raises WrongFieldsError naming every field and its mend, ConflictError where it comes too late or too early.
    """
    one = Submission(check(campaign, said))
    take([one])
    return one.outcome()


def take(batch: Sequence[Submission]) -> None:
    """Write many, all or none, in a few statements; each gets its receipt or error. May be called again with them."""
    try:
        with transaction.atomic():
            _take(batch)
    except IntegrityError:  # the same form, or the same person, in another process in the same instant
        with transaction.atomic():
            _take(batch)


def _take(batch: Sequence[Submission]) -> None:
    for one in batch:
        one.receipt = one.error = None
    fresh = _fresh(batch)
    if not fresh:
        return
    by_house: dict[int, list[Submission]] = defaultdict(list)
    for one in fresh:
        by_house[one.checked.campaign.organisation_id].append(one)
    for organisation_id, theirs in by_house.items():
        _write(organisation_id, theirs)
    for one in fresh:
        one.receipt = Receipt(one.checked.said.token)


def _fresh(batch: Sequence[Submission]) -> list[Submission]:
    """Those to be written; the others get their receipts and errors."""
    tokens = [one.checked.said.token for one in batch]
    seen: dict[str, int] = dict(Entry.objects.filter(token__in=tokens).values_list("token", "campaign_id"))
    campaign_ids = {one.checked.campaign.id for one in batch}
    states = {number: (state, closed_at) for number, state, closed_at in _states(campaign_ids)}
    standing = _standing(batch, campaign_ids)
    fresh: list[Submission] = []
    for one in batch:
        checked, said = one.checked, one.checked.said
        who = (checked.campaign.id, checked.region.id)
        keys = {(*who, key) for key in keys_of(checked.campaign.organisation_id, said.email)}
        if seen.get(said.token, checked.campaign.id) != checked.campaign.id:
            one.error = ConflictError(VOCABULARY.words(checked.language)["unknown"])
        elif said.token in seen:
            one.receipt = Receipt(said.token, replayed=True)
        elif not rules.still_counts(*states.get(who[0], ("", None)), said.arrived_at):
            one.error = ConflictError(VOCABULARY.words(checked.language)["gone"])
        elif keys & standing:
            one.receipt = Receipt("", repeated=True)
        else:
            fresh.append(one)
            seen[said.token] = who[0]
            standing |= keys
    return fresh


def _states(campaign_ids: Collection[int]) -> Iterable[tuple[int, str, datetime | None]]:
    return Campaign.objects.filter(id__in=campaign_ids).values_list("id", "state", "closed_at")


def _standing(batch: Sequence[Submission], campaign_ids: Collection[int]) -> set[tuple[int, int, str]]:
    """Who stands in which region already, of those in the batch."""
    keys = {key for one in batch for key in keys_of(one.checked.campaign.organisation_id, one.checked.said.email)}
    rows = Entry.objects.filter(key__in=keys, campaign_id__in=campaign_ids, state=State.SUBMITTED)
    return {(campaign, region, key or "") for campaign, region, key in rows.values_list("campaign", "region", "key")}


def _write(organisation_id: int, fresh: Sequence[Submission]) -> None:
    arrived = people.take_in(organisation_id, [_arrival(one.checked) for one in fresh])
    known = knowledge(organisation_id, [(one.checked, arrived[one.checked.said.email]) for one in fresh])
    made = [_entry(one.checked, arrived[one.checked.said.email], why) for one, why in zip(fresh, known, strict=True)]
    Entry.objects.bulk_create(made)
    _adopt(made)
    by_campaign: dict[int, list[Doing]] = defaultdict(list)
    for entry in made:
        by_campaign[entry.campaign_id].append(Doing(entry.pk, {"region": entry.region_id, "score": str(entry.score)}))
    for campaign_id, doings in by_campaign.items():
        record.write_many(campaign_id, None, "entered", doings)


def _arrival(checked: Checked) -> Arrival:
    said = checked.said
    agreed = Agreed(PURPOSE, checked.consent_text, said.consent_version, said.address, said.page)
    return Arrival(said.email, said.name, checked.language, checked.phone, agreed)


def _entry(checked: Checked, who: Arrived, why: Sequence[Known]) -> Entry:
    said, campaign = checked.said, checked.campaign
    return Entry(
        organisation_id=campaign.organisation_id,
        campaign_id=campaign.id,
        region_id=checked.region.id,
        person_id=who.person_id,
        token=said.token,
        key=key_of(campaign.organisation_id, said.email),
        language=checked.language,
        country=said.country,
        name=said.name,
        email=said.email,
        phone=checked.phone.e164 if checked.phone else "",
        answers=msgspec.json.encode(checked.answers).decode(),
        options=checked.options,
        price=_kept(checked.price),
        score=checked.score.total,
        score_lines=msgspec.json.encode(checked.score.lines).decode(),
        known=bool(why),
        known_why=msgspec.json.encode(why).decode() if why else "",
        submitted_at=said.arrived_at,
    )


def _kept(price: Price) -> dict[str, Any]:
    """The price as it was shown, in plain JSON; amounts are text, so that none is rounded."""
    kept: dict[str, Any] = msgspec.to_builtins(price)
    return kept


def _adopt(made: Sequence[Entry]) -> None:
    """The drafts of these forms go, and their files are the entries' from now on."""
    drafts = dict(Draft.objects.filter(token__in=[one.token for one in made]).values_list("token", "id"))
    if not drafts:
        return
    by_draft = {drafts[one.token]: one for one in made if one.token in drafts}
    files = list(EntryFile.objects.filter(draft_id__in=by_draft))
    for one in files:
        one.entry, one.draft_id = by_draft[one.draft_id or 0], None
    EntryFile.objects.bulk_update(files, ["entry", "draft"])
    Draft.objects.filter(id__in=by_draft).delete()
