"""Trunks, agents, hunt groups; calls, their legs and timeline; recordings."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ringback.base.database.sealed import SealedTextField
from ringback.base.kit import clock
from ringback.channels.voice import addresses, rules


class Trunk(models.Model):
    """A carrier's line: where phone numbers are dialled through, and where calls come in.

    `answered_by`: the hunt group that takes them (none: the first that calls through it). `comes_from`: further
    addresses the carrier sends them from, with commas between.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    host = models.CharField(_("host"), max_length=253)
    port = models.IntegerField(_("port"), default=5060)
    username = models.CharField(_("user"), max_length=80, blank=True)
    secret = SealedTextField(_("secret"), blank=True)
    from_domain = models.CharField(_("from domain"), max_length=253, blank=True)
    registers = models.BooleanField(_("register"), default=False)
    caller_id = models.CharField(_("caller id"), max_length=20, blank=True)
    channels = models.IntegerField(_("channels"), default=10)
    answers = models.BooleanField(_("answer calls that come in"), default=True, db_default=True)
    answered_by = models.ForeignKey("voice.HuntGroup", models.SET_NULL, null=True, blank=True, related_name="+")
    comes_from = models.CharField(_("calls come from"), max_length=200, blank=True, default="", db_default="")
    active = models.BooleanField(_("active"), default=True)
    state = models.CharField(max_length=20, default="unknown")
    state_detail = models.CharField(max_length=200, blank=True)
    state_at = models.DateTimeField(null=True)
    registered_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name


class Presence(models.TextChoices):
    """Whether an agent takes calls now; set on the desk, minded by the hunt."""

    AVAILABLE = "available", _("Available")
    AWAY = "away", _("Away")
    WRAP_UP = "wrap_up", _("Wrapping up")


class Agent(models.Model):
    """One of ours who takes calls, and what rings: a number through a trunk, a desk phone's SIP address, or "browser".

    `page` is the window that is their phone in the last case, and `page_seen_at` when it was last heard of.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    member = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, blank=True, related_name="agents")
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("phone number or SIP address"), max_length=253)
    trunk = models.ForeignKey(Trunk, models.SET_NULL, null=True, blank=True, related_name="agents")
    presence = models.CharField(max_length=12, choices=Presence.choices, default=Presence.AVAILABLE)
    presence_until_at = models.DateTimeField(null=True)
    presence_at = models.DateTimeField(default=clock.now)
    wrap_up_seconds = models.IntegerField(_("wrap-up seconds"), default=20)
    skills = models.CharField(_("skills"), max_length=200, blank=True, default="", db_default="")
    languages = models.CharField(_("languages"), max_length=80, blank=True, default="", db_default="")
    active = models.BooleanField(default=True)
    page = models.CharField(max_length=32, blank=True, default="", db_default="")
    page_seen_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def in_browser(self) -> bool:
        """Whether calls ring in a page of the desk instead of a phone."""
        return self.address == addresses.BROWSER

    @property
    def page_open(self) -> bool:
        """Whether that page was heard of lately."""
        return self.page_seen_at is not None and self.page_seen_at > clock.now() - timedelta(seconds=rules.PAGE_SECONDS)


class VisitorFirst(models.TextChoices):
    """When a visitor, whose number was confirmed, is rung before anybody of ours."""

    NEVER = "never", _("Never: an agent first")
    BUSY = "busy", _("When nobody is free")
    ALWAYS = "always", _("Always")


class HuntGroup(models.Model):
    """Agents in the order they are rung, and what happens around the join. `matching`: what skills and languages mean
    to it; `prefers_known`: whom the person spoke to before is rung first, if free. `plays_music`: callers who have to
    wait are answered, and hear music and their place. `music`: their own, in the storage; "": the installation's."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    strategy = models.CharField(max_length=20, default="in_order")
    matching = models.CharField(max_length=10, default="first", db_default="first")
    prefers_known = models.BooleanField(default=True, db_default=True)
    trunk = models.ForeignKey(Trunk, models.SET_NULL, null=True, related_name="groups")
    language = models.CharField(_("language of announcements"), max_length=8, default="en")
    whisper = models.CharField(_("whisper"), max_length=200, blank=True)
    press_to_accept = models.BooleanField(_("press 1 to accept"), default=False)
    record = models.BooleanField(_("record conversations"), default=True)
    announcement = models.CharField(_("announcement of the recording"), max_length=200, blank=True)
    greeting = models.CharField(_("greeting before a message"), max_length=300, blank=True, default="", db_default="")
    visitor_first = models.CharField(max_length=8, choices=VisitorFirst.choices, default="never", db_default="never")
    plays_music = models.BooleanField(_("music for callers who wait"), default=True, db_default=True)
    music = models.CharField(max_length=100, blank=True, default="", db_default="")
    music_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    music_seconds = models.FloatField(default=0.0, db_default=0.0)
    visitor_ring_seconds = models.IntegerField(_("ring the visitor for"), default=40)
    most_talk_seconds = models.IntegerField(_("longest conversation"), default=7200)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name


class HuntGroupMember(models.Model):
    """An agent's place in a hunt group, and how long they are rung."""

    group = models.ForeignKey(HuntGroup, models.CASCADE, related_name="places")
    agent = models.ForeignKey(Agent, models.CASCADE, related_name="places")
    position = models.IntegerField()
    ring_seconds = models.IntegerField(_("ring seconds"), default=15)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["group", "agent"], name="one_place_an_agent")]

    def __str__(self) -> str:
        return f"{self.position}. {self.agent_id}"


class AnsweredNumber(models.Model):
    """A number of ours, E.164, that comes in through `trunk` and is answered by `group`."""

    trunk = models.ForeignKey(Trunk, models.CASCADE, related_name="answered")
    number = models.CharField(max_length=20)
    group = models.ForeignKey(HuntGroup, models.CASCADE, related_name="answers")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["trunk", "number"], name="one_group_a_number")]

    def __str__(self) -> str:
        return self.number


class Stage(models.TextChoices):
    """How far a call has come. `QUEUED` is shown and never stored: a planned call with `queued_at` is in the queue, so
    that a role of the release before finds nothing it does not know."""

    PLANNED = "planned", _("Waiting for a line")
    QUEUED = "queued", _("Waiting in the queue")
    HUNTING = "hunting", _("Calling an agent")
    WHISPERING = "whispering", _("Agent answered")
    DIALLING_VISITOR = "dialling_visitor", _("Calling the visitor")
    TALKING = "talking", _("Talking")
    MESSAGE = "message", _("Leaving a message")
    ENDED = "ended", _("Ended")


class Way(models.TextChoices):
    """Who called whom."""

    OUT = "out", _("We called")
    IN = "in", _("They called")


class Disposition(models.TextChoices):
    """What a call came to, in the words of whoever took it."""

    SUCCESS = "success", _("Success")
    FOLLOW_UP = "follow_up", _("To be followed up")
    NO_INTEREST = "no_interest", _("Not interested")
    VOICEMAIL = "voicemail", _("Voicemail")
    WRONG_PERSON = "wrong_person", _("Wrong person")
    NUISANCE = "nuisance", _("Nuisance")


class Call(models.Model):
    """A whole conversation and the way to it: also its CDR once `ended_at` is set.

    `live_number` is the called person's number while the call is open and null after, and unique: the
    database allows at most one live attempt a number. `key` is the attempt's idempotency key. `number` is empty where
    somebody called us and withheld theirs; whoever calls us is hunted for and not planned. Since `queued_at` the call
    waits until an agent is free, and while `claimed_at` is null: planned, or with its visitor on the line.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+", db_index=False)
    call_id = models.CharField(max_length=32)
    key = models.CharField(max_length=80)
    promise = models.ForeignKey("promises.Promise", models.SET_NULL, null=True, related_name="calls")
    attempt_id = models.BigIntegerField(null=True)
    group = models.ForeignKey(HuntGroup, models.SET_NULL, null=True, related_name="calls")
    agent = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="calls", db_index=False)
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="calls")
    way = models.CharField(max_length=3, choices=Way.choices, default=Way.OUT, db_default=Way.OUT)
    number = models.CharField(max_length=20)
    live_number = models.CharField(max_length=20, null=True)
    plan = models.JSONField(default=dict)
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.PLANNED)
    outcome = models.CharField(max_length=24, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    epoch = models.CharField(max_length=32, blank=True)
    requested_at = models.DateTimeField()
    planned_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    agent_answered_at = models.DateTimeField(null=True)
    connected_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    talk_seconds = models.FloatField(default=0)
    disposition = models.CharField(max_length=24, blank=True)
    disposition_by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+", db_index=False)
    note = models.TextField(blank=True)
    lead_value = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    lead_currency = models.CharField(max_length=3, default="", db_default="", blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["planned_at"], name="call_planned", condition=Q(stage="planned")),
            models.Index(fields=["epoch"], name="call_under_way", condition=Q(ended_at=None)),
            models.Index(fields=["organisation", "-planned_at"], name="call_listed"),
            models.Index(fields=["agent"], name="call_of_agent", condition=Q(agent__isnull=False)),
            models.Index(fields=["disposition_by"], name="call_sorted_by", condition=Q(disposition_by__isnull=False)),
        ]
        # Not `unique=True`, to which Django adds an index for prefixes: every change of a call writes to all indexes.
        constraints = [
            models.UniqueConstraint(fields=["call_id"], name="one_call_an_id"),
            models.UniqueConstraint(fields=["key"], name="one_call_a_key"),
            models.UniqueConstraint(fields=["live_number"], name="one_live_call_a_number"),
            models.CheckConstraint(
                name="ended_frees_the_number",
                condition=Q(ended_at=None) | Q(live_number=None),
            ),
        ]

    def __str__(self) -> str:
        return f"call {self.call_id[-8:]}"

    @property
    def shown_stage(self) -> str:
        """The stage as people see it: a planned call may be in the queue."""
        return shown_stage(self.stage, self.queued_at, self.claimed_at)


def shown_stage(stage: str, queued_at: datetime | None, claimed_at: datetime | None) -> str:
    """A call's stage as people see it: one that is planned, or hunted for, may be in the queue."""
    waits = stage in (Stage.PLANNED, Stage.HUNTING) and queued_at is not None and claimed_at is None
    return Stage.QUEUED if waits else stage


class Leg(models.Model):
    """One party of a call, from dialled to ended. `live_agent_id` is unique: nobody is rung twice at once.

    `trunk_id` is the trunk it went through, which may be deleted since; `live_trunk_id` that whose channel it takes.
    """

    call = models.ForeignKey(Call, models.CASCADE, related_name="legs", db_index=False)
    number = models.IntegerField()
    role = models.CharField(max_length=8)
    agent = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="legs", db_index=False)
    live_agent_id = models.BigIntegerField(null=True, unique=True)
    live_trunk_id = models.BigIntegerField(null=True, db_index=True)
    trunk_id = models.BigIntegerField(null=True)
    address = models.CharField(max_length=253)
    sip_call_id = models.CharField(max_length=120)
    dialog = models.JSONField(default=dict)
    dialled_at = models.DateTimeField()
    ringing_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cause = models.CharField(max_length=20, blank=True)
    sip_code = models.IntegerField(null=True)
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="one_leg_a_number")]
        # Read backwards: whose phone was rung last, and who has been idle for longest.
        indexes = [models.Index(fields=["agent", "id"], name="leg_of_agent")]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.role} leg {self.number}"


class CallEvent(models.Model):
    """One fact on a call's timeline, as it happened. `kind` is the engine's fact, `detail` its values."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=24)
    leg = models.IntegerField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.kind


class CallCommand(models.Model):
    """What somebody asked of a call under way: the process that holds the call carries it out."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="commands")
    kind = models.CharField(max_length=20)
    detail = models.JSONField(default=dict)
    by = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="command_waits", condition=Q(done_at=None))]

    def __str__(self) -> str:
        return self.kind


class Recording(models.Model):
    """A conversation's sound: spooled as a packet capture, then a stereo FLAC (agent left, visitor right)."""

    class State(models.TextChoices):
        RECORDING = "recording", _("Recording")
        SPOOLED = "spooled", _("Waiting to be converted")
        CONVERTING = "converting", _("Being converted")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")
        UNWANTED = "unwanted", _("Being taken away")

    call = models.OneToOneField(Call, models.CASCADE, related_name="recording")
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECORDING)
    spool_path = models.CharField(max_length=300, blank=True)
    file = models.FileField(upload_to="recordings/%Y/%m/%d", blank=True)
    duration_seconds = models.FloatField(default=0)
    bytes = models.BigIntegerField(default=0)
    lost_packets = models.IntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    tries = models.IntegerField(default=0)
    epoch = models.CharField(max_length=32, blank=True)
    started_at = models.DateTimeField(default=clock.now)
    ready_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="recording_waits", condition=Q(state="spooled"))]

    def __str__(self) -> str:
        return f"recording {self.state}"
