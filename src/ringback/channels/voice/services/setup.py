"""Trunks, agents and hunt groups: made, changed, put in order and deleted by those who may."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.db import models, transaction

from ringback.base.accounts.services import Actor, audit, require
from ringback.base.database import doorbell
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.channels.voice import addresses, whispered
from ringback.channels.voice.models import Agent, HuntGroup, HuntGroupMember, Presence, Trunk, VisitorFirst
from ringback.channels.voice.music.services import forget as forget_music
from ringback.channels.voice.services.numbers import answer_numbers
from ringback.channels.voice.strategies import Matching, Strategy, base_of, words_of
from ringback.core.hours.services import forget_calendar

MOST_CHANNELS = 1000
RowT = TypeVar("RowT", Trunk, Agent, HuntGroup)


@dataclass(frozen=True, slots=True)
class TrunkValues:
    """What a person says of a trunk. `secret` None leaves the one that is there. `comes_from`: further hosts and
    addresses that its calls come from, with commas between."""

    name: str
    host: str
    port: int = 5060
    username: str = ""
    secret: str | None = None
    from_domain: str = ""
    registers: bool = False
    caller_id: str = ""
    channels: int = 10
    active: bool = True
    answers: bool = True
    answered_by_id: int | None = None
    comes_from: str = ""


@dataclass(frozen=True, slots=True)
class AgentValues:
    """What a person says of an agent. `country` is how a number without + is read (ISO 3166 alpha-2); `skills` and
    `languages` are words with commas between."""

    name: str
    address: str
    trunk_id: int | None = None
    member_id: int | None = None
    wrap_up_seconds: int = 20
    skills: str = ""
    languages: str = ""
    active: bool = True
    country: str = "ZZ"


@dataclass(frozen=True, slots=True)
class GroupValues:
    """What a person says of a hunt group. `numbers`: those of ours that it answers, with commas between."""

    name: str
    trunk_id: int | None = None
    strategy: str = Strategy.in_order
    matching: str = Matching.first
    prefers_known: bool = True
    language: str = "en"
    whisper: str = ""
    press_to_accept: bool = False
    record: bool = True
    announcement: str = ""
    greeting: str = ""
    numbers: str = ""
    plays_music: bool = True
    visitor_first: str = VisitorFirst.NEVER
    visitor_ring_seconds: int = 40
    most_talk_seconds: int = 7200


def save_trunk(actor: Actor, trunk_id: int | None, values: TrunkValues) -> Trunk:
    """Make a trunk, or change `trunk_id`. Raises FieldError naming the field and its mend."""
    require(actor, "setup.edit")
    own = own_machine()
    fields: dict[str, Any] = {
        "name": _named(values.name),
        "host": addresses.host(values.host, own_machine=own),
        "port": addresses.port(values.port),
        "username": addresses.credential(values.username.strip(), "username"),
        "from_domain": values.from_domain and addresses.host(values.from_domain, own_machine=True, field="from_domain"),
        "registers": values.registers,
        "caller_id": addresses.identity(values.caller_id),
        "channels": _within("channels", values.channels, 1, MOST_CHANNELS),
        "active": values.active,
        "answers": values.answers,
        "answered_by_id": _own_group(actor, values.answered_by_id),
        "comes_from": _sources(values.comes_from, own),
    }
    if values.registers and not fields["username"]:
        raise FieldError("username", "To register, a trunk needs a user.", "Fill it in, or switch registering off.")
    if values.secret is not None:
        fields["secret"] = addresses.credential(values.secret, "secret")
    with transaction.atomic():
        trunk = _saved(actor, Trunk, trunk_id, fields | {"state": "unknown", "state_detail": "", "state_at": None})
        _tell(actor, "trunk saved", f"trunk {trunk.pk}", "trunks", name=trunk.name)
    return trunk


def delete_trunk(actor: Actor, trunk_id: int) -> None:
    """Delete a trunk. Raises ConflictError naming the hunt groups and agents that still use it."""
    require(actor, "setup.edit")
    with transaction.atomic():
        trunk = _found(actor, Trunk, trunk_id)
        users = [*trunk.groups.values_list("name", flat=True), *trunk.agents.values_list("name", flat=True)]
        if users:
            raise ConflictError(f"This trunk is used by {', '.join(users[:5])}: give them another one first.")
        trunk.delete()
        _tell(actor, "trunk deleted", f"trunk {trunk_id}", "trunks", name=trunk.name)


def save_agent(actor: Actor, agent_id: int | None, values: AgentValues) -> Agent:
    """Make an agent, or change `agent_id`. Raises FieldError naming the field and its mend."""
    require(actor, "setup.edit")
    address = addresses.dialled(values.address, values.country, own_machine=own_machine())
    fields: dict[str, Any] = {
        "name": _named(values.name),
        "address": address,
        "wrap_up_seconds": _within("wrap_up_seconds", values.wrap_up_seconds, 0, 3600),
        "skills": _short("skills", ", ".join(words_of(values.skills)), 200),
        "languages": _languages(values.languages),
        "active": values.active,
        "trunk_id": _own_trunk(actor, values.trunk_id),
        "member_id": values.member_id,
    }
    if address == addresses.BROWSER and values.member_id is None:
        raise FieldError("member", "Calls in the browser need somebody who signs in.", "Choose who that is.")
    with transaction.atomic():
        agent = _saved(actor, Agent, agent_id, fields)
        if agent.member is not None and agent.member.organisation_id != actor.organisation_id:
            raise FieldError("member", "There is no such member.", "Choose somebody of your team.")
        _tell(actor, "agent saved", f"agent {agent.pk}", "presence", name=agent.name)
    return agent


def delete_agent(actor: Actor, agent_id: int) -> None:
    """Delete an agent, who leaves every hunt group; their calls stay."""
    require(actor, "setup.edit")
    with transaction.atomic():
        agent = _found(actor, Agent, agent_id)
        agent.delete()
        _tell(actor, "agent deleted", f"agent {agent_id}", "presence", name=agent.name)


def save_group(actor: Actor, group_id: int | None, values: GroupValues) -> HuntGroup:
    """Make a hunt group, or change `group_id`. Raises FieldError naming the field and its mend."""
    scope = () if group_id is None else (("group", group_id),)
    require(actor, "setup.edit", *scope)
    fields: dict[str, Any] = {
        "name": _named(values.name),
        "trunk_id": _own_trunk(actor, values.trunk_id),
        "strategy": _one_of("strategy", values.strategy, list(Strategy)),
        "matching": _one_of("matching", values.matching, list(Matching)),
        "prefers_known": values.prefers_known,
        "language": values.language[:8] or "en",
        "whisper": _short("whisper", whispered.checked(values.whisper), 200),
        "press_to_accept": values.press_to_accept,
        "record": values.record,
        "announcement": _short("announcement", values.announcement.strip(), 200),
        "greeting": _short("greeting", values.greeting.strip(), 300),
        "plays_music": values.plays_music,
        "visitor_first": _one_of("visitor_first", values.visitor_first or VisitorFirst.NEVER, VisitorFirst.values),
        "visitor_ring_seconds": _within("visitor_ring_seconds", values.visitor_ring_seconds, 5, 120),
        "most_talk_seconds": _within("most_talk_seconds", values.most_talk_seconds, 60, 4 * 3600),
    }
    with transaction.atomic():
        group = _saved(actor, HuntGroup, group_id, fields)
        answer_numbers(group, values.numbers)
        _tell(actor, "hunt group saved", f"group {group.pk}", "presence", name=group.name)
    return group


def delete_group(actor: Actor, group_id: int) -> None:
    """Delete a hunt group; its calls stay. Sites that used it must be given another."""
    require(actor, "setup.edit", ("group", group_id))
    with transaction.atomic():
        group = _found(actor, HuntGroup, group_id)
        if group.calls.filter(ended_at=None).exists():
            raise ConflictError("A call of this hunt group is under way: wait for its end, or hang it up.")
        group.delete()
        forget_music(group.music)
        forget_calendar(actor, "group", group_id)
        _tell(actor, "hunt group deleted", f"group {group_id}", "presence", name=group.name)


def order_places(actor: Actor, group_id: int, places: list[tuple[int, int]]) -> None:
    """Set who is rung, in which order, and for how many seconds each: a list of (agent id, ring seconds)."""
    require(actor, "setup.edit", ("group", group_id))
    agent_ids = [agent_id for agent_id, _ in places]
    if len(set(agent_ids)) != len(agent_ids):
        raise FieldError("agents", "An agent is listed twice.", "Keep one place for each.")
    with transaction.atomic():
        group = _found(actor, HuntGroup, group_id)
        known = Agent.objects.filter(organisation_id=actor.organisation_id, id__in=agent_ids).count()
        if known != len(agent_ids):
            raise NotFoundError("There is no such agent.")
        group.places.all().delete()
        HuntGroupMember.objects.bulk_create(
            HuntGroupMember(
                group=group,
                agent_id=agent_id,
                position=position,
                ring_seconds=_within("ring_seconds", ring_seconds, 5, 120),
            )
            for position, (agent_id, ring_seconds) in enumerate(places, start=1)
        )
        _tell(actor, "hunt group ordered", f"group {group_id}", "presence", agents=agent_ids)


def own_machine() -> bool:
    """Whether phones on this machine's loopback may be called: only where voice itself listens on it (a demo)."""
    return settings.SIP_BIND[0].startswith("127.")


def _saved(actor: Actor, model: type[RowT], row_id: int | None, fields: dict[str, Any]) -> RowT:
    if row_id is None:
        if model is Agent:
            fields = fields | {"presence": Presence.AVAILABLE}
        return model.objects.create(organisation_id=actor.organisation_id, **fields)
    row = _found(actor, model, row_id)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
    return row


def _found(actor: Actor, model: type[RowT], row_id: int) -> RowT:
    rows: models.QuerySet[RowT] = model.objects.select_for_update().filter(organisation_id=actor.organisation_id)
    row = rows.filter(pk=row_id).first()
    if row is None:
        raise NotFoundError(f"There is no such {model._meta.verbose_name}.")
    return row


def _own_trunk(actor: Actor, trunk_id: int | None) -> int | None:
    if trunk_id is None:
        return None
    if not Trunk.objects.filter(organisation_id=actor.organisation_id, id=trunk_id).exists():
        raise FieldError("trunk", "There is no such trunk.", "Choose one of your trunks.")
    return trunk_id


def _own_group(actor: Actor, group_id: int | None) -> int | None:
    if group_id is None:
        return None
    if not HuntGroup.objects.filter(organisation_id=actor.organisation_id, id=group_id).exists():
        raise FieldError("answered_by", "There is no such hunt group.", "Choose one of your groups.")
    return group_id


def _sources(text: str, own: bool) -> str:
    named = [part.strip() for part in text.split(",") if part.strip()]
    return _short(
        "comes_from", ", ".join(addresses.host(one, own_machine=own, field="comes_from") for one in named), 200
    )


def _tell(actor: Actor, action: str, subject: str, what: str, **detail: Any) -> None:
    audit(actor, action, subject, **detail)
    doorbell.ring("voice_setup", organisation=actor.organisation_id)
    doorbell.ring("desk", organisation=actor.organisation_id, what=what)


def _one_of(field: str, value: str, known: Collection[str]) -> str:
    if value not in known:
        raise FieldError(field, f"There is no such {field}.", f"Use one of {', '.join(known)}.")
    return value


def _languages(text: str) -> str:
    words = tuple(dict.fromkeys(base_of(word) for word in words_of(text)))
    for word in words:
        if not (word.isascii() and word.isalpha() and 2 <= len(word) <= 3):
            raise FieldError("languages", f"“{word}” is no language code.", "Use codes of two letters, as: en, de.")
    return _short("languages", ", ".join(words), 80)


def _named(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise FieldError("name", "This has no name.", "Give it one that your team will recognise.")
    return _short("name", name, 80)


def _short(field: str, text: str, most: int) -> str:
    if len(text) > most:
        raise FieldError(field, "This is too long.", f"Use at most {most} characters.")
    return text


def _within(field: str, value: int, least: int, most: int) -> int:
    if not least <= value <= most:
        raise FieldError(field, f"{value} is out of range.", f"Give a number from {least} to {most}.")
    return value
