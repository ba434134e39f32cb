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
from ringback.doors.allocation.entries.models import Draft, Entry, EntryFile, Repeat, State
from ringback.doors.allocation.entries.saying import VOCABULARY
from ringback.doors.allocation.entries.services.confirming import confirm_soon
from ringback.doors.allocation.entries.services.knowing import Known, knowledge
from ringback.doors.allocation.entries.submissions import Checked, Said, check
from ringback.doors.allocation.record import services as record
from ringback.doors.allocation.record.services import Doing

PURPOSE = "allocation"

# Who stands where: campaign, region and the digest of an address.
Place = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a submission. `token` opens its status.

    `replayed`: this very form had been taken already. `repeated`: this person had applied by another form, which
    counts; their address is told so, and nobody else.
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
    fresh, again = _sorted(batch)
    for organisation_id, theirs in _by_house(fresh).items():
        _write(organisation_id, theirs)
    for organisation_id, theirs in _by_house(again).items():
        _write_again(organisation_id, theirs)
    for organisation_id in _by_house([*fresh, *again]):
        confirm_soon(organisation_id)
    for one in fresh:
        one.receipt = Receipt(one.checked.said.token)
    for one in again:
        one.receipt = Receipt(one.checked.said.token, repeated=True)


def _by_house(batch: Sequence[Submission]) -> dict[int, list[Submission]]:
    found: dict[int, list[Submission]] = defaultdict(list)
    for one in batch:
        found[one.checked.campaign.organisation_id].append(one)
    return found


def _sorted(batch: Sequence[Submission]) -> tuple[list[Submission], list[Submission]]:
    """Those to be written, and those who stand already; the others get their receipts and errors."""
    tokens = [one.checked.said.token for one in batch]
    sent = Entry.objects.filter(token__in=tokens).values_list("token", "campaign_id")
    repeats = Repeat.objects.filter(token__in=tokens).values_list("token", "entry__campaign_id")
    seen: dict[str, int] = dict(sent.union(repeats, all=True))
    campaign_ids = {one.checked.campaign.id for one in batch}
    states = {number: (state, closed_at) for number, state, closed_at in _states(campaign_ids)}
    standing = set(_standing(batch, campaign_ids))
    fresh: list[Submission] = []
    again: list[Submission] = []
    for one in batch:
        checked, said = one.checked, one.checked.said
        who = (checked.campaign.id, checked.region.id)
        places = _places(one)
        if seen.get(said.token, checked.campaign.id) != checked.campaign.id:
            one.error = ConflictError(VOCABULARY.words(checked.language)["unknown"])
        elif said.token in seen:
            one.receipt = Receipt(said.token, replayed=True)
        elif not rules.still_counts(*states.get(who[0], ("", None)), said.arrived_at):
            one.error = ConflictError(VOCABULARY.words(checked.language)["gone"])
        elif places & standing:
            again.append(one)
            seen[said.token] = who[0]
        else:
            fresh.append(one)
            seen[said.token] = who[0]
            standing |= places
    return fresh, again


def _places(one: Submission) -> set[Place]:
    """Where this stands, by every key of the installation at hand."""
    checked = one.checked
    keys = keys_of(checked.campaign.organisation_id, checked.said.email)
    return {(checked.campaign.id, checked.region.id, key) for key in keys}


def _states(campaign_ids: Collection[int]) -> Iterable[tuple[int, str, datetime | None]]:
    return Campaign.objects.filter(id__in=campaign_ids).values_list("id", "state", "closed_at")


def _standing(batch: Sequence[Submission], campaign_ids: Collection[int]) -> dict[Place, int]:
    """Who stands in which region already, of those in the batch, and by which entry."""
    keys = {place[2] for one in batch for place in _places(one)}
    rows = Entry.objects.filter(key__in=keys, campaign_id__in=campaign_ids, state=State.SUBMITTED)
    found = rows.values_list("campaign", "region", "key", "id")
    return {(campaign, region, key or ""): number for campaign, region, key, number in found}


def _write_again(organisation_id: int, again: Sequence[Submission]) -> None:
    """Keep that these were sent: nothing of what they say, for it counts for nothing."""
    standing = _standing(again, {one.checked.campaign.id for one in again})
    Repeat.objects.bulk_create(
        Repeat(
            organisation_id=organisation_id,
            entry_id=next(standing[place] for place in _places(one) if place in standing),
            token=one.checked.said.token,
            language=one.checked.language,
            submitted_at=one.checked.said.arrived_at,
        )
        for one in again
    )
    tokens = [one.checked.said.token for one in again]
    drafts = Draft.objects.filter(organisation_id=organisation_id, token__in=tokens)
    files = EntryFile.objects.filter(draft__in=drafts).values_list("file", flat=True)
    people.leave_files(organisation_id, list(files))
    drafts.delete()


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
        owes_mail=True,
    )


def _kept(price: Price) -> dict[str, Any]:
    """The price as it was shown, in plain JSON; amounts are text, so that none is rounded."""
    kept: dict[str, Any] = msgspec.to_builtins(price)
    return kept


def _adopt(made: Sequence[Entry]) -> None:
    """The drafts of these forms go, and their files are the entries' from now on."""
    whose = {(one.campaign_id, one.token): one for one in made}
    drafts = Draft.objects.filter(token__in=[one.token for one in made]).values_list("id", "campaign_id", "token")
    # A token that is another campaign's draft's is none of this form.
    by_draft = {key: whose[campaign_id, token] for key, campaign_id, token in drafts if (campaign_id, token) in whose}
    if not by_draft:
        return
    files = list(EntryFile.objects.filter(draft_id__in=by_draft))
    for one in files:
        one.entry, one.draft_id = by_draft[one.draft_id or 0], None
    EntryFile.objects.bulk_update(files, ["entry", "draft"])
    Draft.objects.filter(id__in=by_draft).delete()
