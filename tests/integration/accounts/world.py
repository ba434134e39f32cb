"""A whole organisation with one row of everything, marked so that any of it is recognised elsewhere."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import models

from ringback.base.accounts import services
from ringback.base.accounts.models import Organisation
from ringback.base.accounts.rules import GrantValue
from ringback.base.accounts.services import Actor
from ringback.base.database.sealed import seal_bytes
from ringback.base.kit import clock, ids
from ringback.channels.voice import models as voice
from ringback.channels.voice.reviewing import models as reviewing
from ringback.channels.voice.spending.models import DayLimit
from ringback.core.hours import models as hours
from ringback.core.people import models as people
from ringback.core.people import services as people_services
from ringback.core.promises import models as promises
from ringback.doors.allocation.answers import models as told
from ringback.doors.allocation.campaigns import models as campaigns
from ringback.doors.allocation.entries import models as entries
from ringback.doors.allocation.entries import services as applying
from ringback.doors.allocation.offers import models as offers
from ringback.doors.allocation.record import services as records
from ringback.doors.allocation.reviewing import models as reviews
from ringback.doors.hiring.answers import models as answers
from ringback.doors.hiring.asking import models as asking
from ringback.doors.hiring.calling import models as calls
from ringback.doors.hiring.candidates import models as candidates
from ringback.doors.hiring.candidates import services as candidate_services
from ringback.doors.hiring.clients import models as clients
from ringback.doors.hiring.goodbye import models as goodbyes
from ringback.doors.hiring.interviews import models as interviews
from ringback.doors.hiring.interviews.caldav import models as copies
from ringback.doors.hiring.openings import models as openings
from ringback.doors.hiring.scoring import models as scoring
from ringback.doors.website import models as website
from ringback.doors.website.polls import models as polls
from ringback.doors.website.prompts import models as prompts
from ringback.doors.website.visitors import models as visitors
from ringback.doors.website.writing.models import WrittenMessage
from tests.integration.accounts import scene
from tests.integration.accounts.world_search import search
from tests.integration.accounts.world_ways import ways

# What changes by itself when somebody signs in or asks, and belongs to no organisation.
_MOVING = frozenset({"sessions.Session", "accounts.CacheRow", "account.EmailConfirmation", "admin.LogEntry"})
_MOVING_COLUMNS = frozenset({"last_login", "last_used_at"})


@dataclass(frozen=True)
class World:
    """An organisation, its owner, and the ids of its rows by the names that URLs give them."""

    organisation: Organisation
    owner: Actor
    mark: str
    ids: dict[str, Any]


def world(mark: str, phone: str) -> World:
    """An organisation in whose every text `mark` stands; `phone` is its one person's number (E.164)."""
    opened, owner = scene.organisation(f"{mark} organisation")
    member = scene.member(opened, "agent")
    token, _text = services.make_token(owner, f"{mark} token")
    invitation, _link = services.invite(owner, f"{mark.lower()}@example.org", GrantValue("agent"))
    rows = _voice(opened, mark, member) | _website(opened, mark, phone)
    rows |= _promise(opened, owner, mark, rows, phone) | _hours(opened, mark, member)
    ids = {
        "member_id": member.member_id,
        "token_id": token.pk,
        "invitation_id": invitation.pk,
        "trunk_id": rows["trunk"].pk,
        "agent_id": rows["agent"].pk,
        "group_id": rows["group"].pk,
        "site_id": rows["site"].pk,
        "site_key": rows["site"].key,
        "rule_id": rows["rule"].pk,
        "poll_id": rows["poll"].pk,
        "department_id": rows["department"].pk,
        "callback_id": rows["request"].pk,
        "person_id": rows["person"].pk,
        "phone_id": rows["phone"].pk,
        "email_id": rows["email"].pk,
        "consent_id": rows["consent"].pk,
        "closed_id": rows["entry"].pk,
        "merge_id": rows["merge"].pk,
        "promise_id": rows["promise"].pk,
        "attempt_id": rows["attempt"].pk,
        "missed_id": rows["missed"].pk,
        "call_id": rows["call"].call_id,
        "visit_id": rows["visit"].pk,
        **_reviews(rows["call"], owner, mark),
        "organisation_id": opened.pk,
        "calendar_id": rows["calendar"].pk,
        "exception_id": rows["exception"].pk,
        "time_off_id": rows["time_off"].pk,
        **ways(owner, mark, rows["person"].pk),
        **_hiring(opened, owner, mark, rows["person"]),
        **_allocation(opened, owner, mark, rows["person"]),
        **search(opened, owner, mark),
    }
    return World(opened, owner, mark, ids)


def everything(organisation_id: int) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that belongs to the organisation, directly or through one that does, by table."""
    found = {}
    for model in apps.get_models():
        if model._meta.label in _MOVING or not model.__module__.startswith("ringback."):
            continue
        path = _way_to_organisation(model)
        if path is None:
            continue
        columns = [field.name for field in model._meta.concrete_fields if field.name not in _MOVING_COLUMNS]
        rows = model._default_manager.filter(**{path: organisation_id}).order_by("pk")
        found[model._meta.label] = [tuple(map(repr, row)) for row in rows.values_list(*columns)]
    return found


def strays(organisation_id: int) -> list[str]:
    """Links from the organisation's rows to rows of another one: there must be none."""
    found = []
    for model in apps.get_models():
        path = _way_to_organisation(model)
        if path is None or model is Organisation:
            continue
        for field in model._meta.concrete_fields:
            target = field.related_model
            if not isinstance(field, models.ForeignKey) or not isinstance(target, type):
                continue
            onward = _way_to_organisation(target)
            if onward is None:
                continue
            step = field.name if onward == "pk" else f"{field.name}__{onward}"
            rows = model._default_manager.filter(**{path: organisation_id, f"{field.name}__isnull": False})
            found += [
                f"{model._meta.label}.{field.name} of {row.pk}" for row in rows.exclude(**{step: organisation_id})
            ]
    return found


def _way_to_organisation(model: type[models.Model], steps: int = 3) -> str | None:
    """The shortest lookup from a model to its organisation: "organisation_id", "call__organisation_id"; None: none."""
    if model is Organisation:
        return "pk"
    if any(field.name == "organisation" for field in model._meta.concrete_fields):
        return "organisation_id"
    if steps == 0 or not model.__module__.startswith("ringback."):
        return None
    owners = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey) and not field.null]
    for field in owners:
        target = field.related_model
        onward = _way_to_organisation(target, steps - 1) if isinstance(target, type) else None
        if onward is not None:
            return f"{field.name}__{onward}"
    return None


def _voice(opened: Organisation, mark: str, member: Actor) -> dict[str, Any]:
    trunk = voice.Trunk.objects.create(
        organisation=opened, name=f"{mark} trunk", host=f"{mark.lower()}.example.net", secret=f"{mark} secret"
    )
    agent = voice.Agent.objects.create(
        organisation=opened,
        name=f"{mark} agent",
        member_id=member.member_id,
        address="sip:100@192.0.2.1",
        trunk=trunk,
    )
    group = voice.HuntGroup.objects.create(organisation=opened, name=f"{mark} group", trunk=trunk)
    voice.HuntGroupMember.objects.create(group=group, agent=agent, position=1)
    return {"trunk": trunk, "agent": agent, "group": group}


def _reviews(call: voice.Call, owner: Actor, mark: str) -> dict[str, Any]:
    card = reviewing.Scorecard.objects.create(
        organisation_id=call.organisation_id, name=f"{mark} card", criteria=[{"title": f"{mark} pace", "weight": 1}]
    )
    reviewing.Review.objects.create(
        call=call, reviewer_id=owner.member_id, agent_id=call.agent_id, scorecard=card, card=card.name, score=50
    )
    comment = reviewing.CallComment.objects.create(call=call, author_id=owner.member_id, text=f"{mark} comment")
    return {"scorecard_id": card.pk, "comment_id": comment.pk}


def _hours(opened: Organisation, mark: str, member: Actor) -> dict[str, Any]:
    calendar = hours.Calendar.objects.create(organisation=opened, scope="organisation", weekly=[[0, 540, 1080]])
    today = clock.now().date()
    exception = hours.SpecialDays.objects.create(
        calendar=calendar, first_day=today, last_day=today, note=f"{mark} stocktaking"
    )
    time_off = hours.TimeOff.objects.create(
        organisation=opened,
        member_id=member.member_id or 0,
        starts_at=clock.now(),
        ends_at=clock.now() + timedelta(days=1),
        note=f"{mark} holiday",
    )
    hours.CallingWindow.objects.create(organisation=opened, weekly=[[0, 480, 1320]], source=f"{mark} law")
    return {"calendar": calendar, "exception": exception, "time_off": time_off}


def _website(opened: Organisation, mark: str, phone: str) -> dict[str, Any]:
    person = people.Person.objects.create(organisation=opened, name=f"{mark} person")
    its_phone = people.PersonPhone.objects.create(
        organisation=opened, person=person, e164=phone, raw=phone, country="DE", kind="fixed"
    )
    email = people.PersonEmail.objects.create(
        organisation=opened, person=person, address=f"{mark.lower()}@visitor.example"
    )
    consent = people.Consent.objects.create(
        organisation=opened, person=person, purpose="callback", text=f"{mark} consent", version="1"
    )
    double = people.Person.objects.create(organisation=opened, name=f"{mark} double", merged_into=person)
    merge = people.Merge.objects.create(organisation=opened, kept=person, other=double)
    people_services.opt_out(opened.pk, "voice", phone, "", f"{mark} reason")
    people.Receipt.objects.create(
        organisation=opened,
        kind="export",
        pseudonym=f"{mark} pseudonym",
        person_number=person.pk,
        person_made_at=person.created_at,
        why=f"{mark} receipt",
    )
    site = website.Site.objects.create(
        organisation=opened,
        key=ids.public_id(),
        name=f"{mark} site",
        origins=[f"https://{mark.lower()}.example"],
        consent_text=f"{mark} consent",
        consent_version="1",
    )
    department = website.Department.objects.create(site=site, key="sales", name=f"{mark} department")
    poll = polls.Poll.objects.create(site=site, name=f"{mark} poll", texts={"en": {"question": f"{mark} why?"}})
    polls.PollAnswer.objects.create(poll=poll, text=f"{mark} answer", person=person)
    rule = website.PromptRule.objects.create(site=site, name=f"{mark} rule", poll=poll)
    day = clock.now().date()
    prompts.PromptCount.objects.create(site=site, rule=rule, day=day)
    prompts.ArmCount.objects.create(site=site, day=day, arm="shown")
    WrittenMessage.objects.create(
        organisation=opened, site=site, person=person, token=ids.secret_token(), contact=email.address, name=f"{mark} x"
    )
    entry = people.NoContact.objects.get(organisation=opened)
    rows = {"person": person, "phone": its_phone, "email": email, "consent": consent, "merge": merge, "entry": entry}
    rows["poll"] = poll
    return {**rows, "site": site, "rule": rule, "department": department, "visit": _visit(opened, mark, site, person)}


def _hiring(opened: Organisation, owner: Actor, mark: str, person: people.Person) -> dict[str, Any]:
    opening = openings.Opening.objects.create(
        organisation=opened,
        title=f"{mark} opening",
        owner_id=owner.member_id,
        state="open",
        consent_text=f"{mark} data",
    )
    stages = [
        openings.Stage.objects.create(opening=opening, position=number, name=f"{mark} stage {number}", kind=kind)
        for number, kind in enumerate(("new", "phone"))
    ]
    openings.WaitingNorm.objects.create(organisation=opened, level="", from_days=1, to_days=2, source=f"{mark} custom")
    application = candidates.Application.objects.create(
        organisation=opened, opening=opening, stage=stages[0], person=person, name=f"{mark} candidate"
    )
    candidates.StageMove.objects.create(application=application, to_stage=stages[0], to_state="active")
    document = candidate_services.add_document(
        application, candidate_services.Upload(f"{mark}.txt", "text/plain", f"{mark} life".encode())
    )
    interview = interviews.Interview.objects.create(
        organisation=opened,
        application=application,
        stage=stages[0],
        room=interviews.Room.objects.create(organisation=opened, name=f"{mark} room"),
        state="booked",
        starts_at=clock.now() - timedelta(minutes=10),
        why=f"{mark} why",
    )
    interview.interviewers.add(owner.member_id or 0)
    _own_calendar(opened, owner, mark, interview)
    interviews.Taken.objects.create(interview=interview, whose=f"member {owner.member_id}", cell=1)
    return {
        "opening_id": opening.pk,
        "interview_id": interview.pk,
        "application_id": application.pk,
        "stage_id": stages[1].pk,
        "link": candidate_services.link_to(owner, document),
        **_answers(opened, owner, mark, application),
        **_marks(owner, mark, application),
    }


def _allocation(opened: Organisation, owner: Actor, mark: str, person: people.Person) -> dict[str, Any]:
    """A campaign with one of everything, and the first lines of its record."""
    campaign = campaigns.Campaign.objects.create(
        organisation=opened, title=f"{mark} campaign", text=f"{mark} cars", owner_id=owner.member_id, state="open"
    )
    day = clock.now().date() + timedelta(days=9)
    region = campaigns.Region.objects.create(
        campaign=campaign, name=f"{mark} region", zone="UTC", closes_on=day, closes_at=clock.now() + timedelta(days=10)
    )
    campaigns.Question.objects.create(campaign=campaign, key="q1", text=f"{mark} question")
    campaigns.Option.objects.create(campaign=campaign, key="o1", group=f"{mark} group", name=f"{mark} option")
    records.write(campaign.pk, owner, "campaign.made", None, {"by": mark})
    mine = {"organisation": opened, "campaign": campaign, "language": "en"}
    entry = entries.Entry.objects.create(**mine, region=region, person=person, country="DE", name=f"{mark} applicant")
    entries.Draft.objects.create(**mine, token=f"{mark}-draft", content="{}")
    papers = entries.EntryFile(entry=entry, question="q1", name=f"{mark} papers", media_type="application/pdf", size=1)
    papers.file.save(f"{mark}.sealed", ContentFile(seal_bytes(b"%PDF-")), save=False)
    papers.save()
    entries.KnownApplicant.objects.create(organisation=opened, key=f"{mark}-key", why=f"{mark} club")
    _reviewed(owner, mark, entry)
    return {
        "campaign_id": campaign.pk,
        "region_id": region.pk,
        "entry_id": entry.pk,
        "file_link": applying.link_to(owner, papers),
        **_answered(owner, mark, entry),
    }


def _answered(owner: Actor, mark: str, entry: entries.Entry) -> dict[str, Any]:
    """What an applicant is told, is offered, signed and bought."""
    told.Preparation.objects.create(campaign=entry.campaign, lot="lot", sum="sum", by_id=owner.member_id)
    answer = told.Answer.objects.create(campaign=entry.campaign, entry=entry, kind="place")
    now = clock.now()
    closed = {"state": "signed", "closed_at": now, "expires_at": now}
    held = offers.Offer.objects.create(campaign=entry.campaign, entry=entry, **closed)
    signed = offers.Agreement(offer=held, name=f"{mark} signature", language="en", term_ends_at=now, size=5)
    signed.sum = sha256(b"%PDF-").hexdigest()
    signed.file.save(f"{mark}-signed.sealed", ContentFile(seal_bytes(b"%PDF-")), save=False)
    signed.save()
    offers.Purchase.objects.create(agreement=signed, price={"title": mark})
    return {"answer_id": answer.pk, "held_id": held.pk}


def _reviewed(owner: Actor, mark: str, entry: entries.Entry) -> None:
    """What was thought of an entry, and that it has a place."""
    by: dict[str, Any] = {"entry": entry, "member_id": owner.member_id}
    reviews.Opinion.objects.create(**by, leaning="yes", note=f"{mark} note")
    reviews.Assignment.objects.create(**by)
    reviews.Review.objects.create(entry=entry, verdict="yes", looks=1)
    reviews.RegionChoice.objects.create(entry=entry, by_id=owner.member_id)
    reviews.Place.objects.create(entry=entry, campaign=entry.campaign, number=1, of=1, by_id=owner.member_id)


def _marks(owner: Actor, mark: str, application: candidates.Application) -> dict[str, Any]:
    competences = [{"title": f"{mark} care", "hint": "", "weight": 1, "questions": [f"{mark} question"]}]
    scoring.InterviewCard.objects.create(opening=application.opening, competences=competences)
    sheet = scoring.Sheet.objects.create(application=application, member_id=owner.member_id, remark=f"{mark} remark")
    scoring.CompetenceMark.objects.create(
        sheet=sheet, position=0, title=f"{mark} care", mark=3, evidence=f"{mark} evidence"
    )
    scoring.BankQuestion.objects.create(
        organisation=application.organisation, key=f"own.{mark}", language="en", competence="Care", text=f"{mark} asks"
    )
    scoring.Wishes.objects.create(member_id=owner.member_id or 0, team=f"{mark} wish")
    return {}


def _own_calendar(opened: Organisation, owner: Actor, mark: str, interview: interviews.Interview) -> None:
    """A member's calendar elsewhere, when they are busy by it, and an interview written into it."""
    account = hours.CalendarAccount.objects.create(
        organisation=opened, member_id=owner.member_id or 0, url="https://calendar.example", login=mark, password=mark
    )
    calendar = hours.ConnectedCalendar.objects.create(account=account, url="https://calendar.example/a/", name=mark)
    at = clock.now()
    hours.BusyTime.objects.create(
        calendar=calendar, member_id=owner.member_id or 0, starts_at=at, ends_at=at + timedelta(hours=1)
    )
    copies.CalendarCopy.objects.create(
        interview=interview, account=account, url="https://calendar.example/a/1.ics", uid=mark, sequence=1, starts_at=at
    )


def _answers(opened: Organisation, owner: Actor, mark: str, application: candidates.Application) -> dict[str, Any]:
    opening = application.opening
    goodbyes.Goodbye.objects.create(
        application=application, direction="we_contact", contact=f"{mark} contact", due_at=clock.now()
    )
    goodbyes.Reminder.objects.create(application=application, text=f"{mark} asks")
    goodbyes.Manners.objects.create(opening=opening)
    asking.Treatment.objects.create(
        opening=opening, stage=application.stage, month=clock.now().date(), mark=5, text=f"{mark} word", key=mark
    )
    blocker = goodbyes.Blocker.objects.create(application=application, name=f"{mark} boss", note=f"{mark} note")
    decision = answers.Decision.objects.create(
        organisation=opened, opening=opening, by_id=owner.member_id, merits=f"{mark} merits", sends_at=clock.now()
    )
    answers.Answer.objects.create(decision=decision, application=application, kind="another", cancelled_at=clock.now())
    goodbyes.OpeningApprover.objects.create(organisation=opened, member_id=owner.member_id or 0)
    goodbyes.Blocker.objects.create(opening=opening, member_id=owner.member_id, why=f"{mark} why")
    call = calls.CandidateCall.objects.create(
        application=application,
        by_id=owner.member_id,
        way="invitation",
        number=application.phone,
        email=f"{mark.lower()}@example.org",
        note=f"{mark} note",
    )
    calls.Asked.objects.create(call=call, theirs=True, question=f"{mark} question")
    calls.CallPlan.objects.create(opening=opening, questions=[f"{mark} to ask"])
    client = clients.Client.objects.create(organisation=opened, company=f"{mark} & Co", contact_name=f"{mark} contact")
    clients.OpeningClient.objects.create(opening=opening, client=client)
    awaited = goodbyes.Blocker.objects.create(application=application, name=f"{mark} client", decided_at=clock.now())
    clients.ClientDecision.objects.create(
        client=client, application=application, blocker=awaited, first_due_at=clock.now(), due_at=clock.now()
    )
    return {"client_id": client.pk, "blocker_id": blocker.pk, "decision_id": decision.pk}


def _visit(opened: Organisation, mark: str, site: website.Site, person: people.Person) -> visitors.Visit:
    key, at = secrets.randbits(60), clock.now()
    page = visitors.Page.objects.create(id=key, site=site, path=f"/{mark}")
    words = ("kind", "label", "medium", "campaign", "content", "query", "click")
    source = visitors.Source.objects.create(id=key, site=site, **dict.fromkeys(words, mark[:12]))
    place = visitors.Place.objects.create(id=key, country="DE", city=f"{mark} city")
    device = visitors.Device.objects.create(id=key, kind="phone", browser="Safari", system="iOS")
    visitor = visitors.Visitor.objects.create(id=key, organisation=opened, site=site, person=person, visit=key)
    visit = visitors.Visit.objects.create(
        id=key, site=site, at=at, last_at=at, visitor=visitor, page=page, source=source, place=place, device=device
    )
    visitors.PageView.objects.create(key=key, site=site, at=at, page=page, visit=visit)
    visitors.SiteEvent.objects.create(site=site, at=at, view=key, kind="goal", label=mark)
    visitors.DayCount.objects.create(site=site, day=at.date(), kind="bot", count=1)
    visitors.VisitorWishes.objects.create(site=site)
    return visit


def _promise(opened: Organisation, owner: Actor, mark: str, rows: dict[str, Any], phone: str) -> dict[str, Any]:
    now = clock.now()
    promise = promises.Promise.objects.create(
        organisation=opened,
        door="website",
        kind="website.callback",
        person=rows["person"],
        owner_id=owner.member_id,
        channel="voice",
        state=promises.State.KEEPING,
        due_at=now,
        first_due_at=now,
        deadline_at=now,
        wake_at=now + timedelta(hours=1),
    )
    missed = promises.Promise.objects.create(
        organisation=opened,
        door="website",
        kind="website.callback",
        person=rows["person"],
        channel="voice",
        state=promises.State.BROKEN,
        due_at=now,
        first_due_at=now,
        deadline_at=now,
        closed_at=now,
    )
    attempt = promises.Attempt.objects.create(
        promise=promise, key=ids.public_id(), generation=1, step=0, number=1, outcome="uncertain"
    )
    request = website.CallbackRequest.objects.create(
        organisation=opened,
        site=rows["site"],
        person=rows["person"],
        promise=promise,
        token=ids.secret_token(),
        phone=phone,
        open_phone=phone,
        name=f"{mark} visitor",
    )
    website.Site.objects.filter(pk=rows["site"].pk).update(group=rows["group"])
    call = voice.Call.objects.create(
        organisation=opened,
        call_id=ids.public_id(),
        key=ids.public_id(),
        promise=promise,
        attempt_id=attempt.pk,
        group=rows["group"],
        agent=rows["agent"],
        person=rows["person"],
        number=phone,
        live_number=phone,
        stage=voice.Stage.TALKING,
        requested_at=now,
        expires_at=now + timedelta(minutes=5),
        note=f"{mark} note",
    )
    voice.Leg.objects.create(
        call=call,
        number=1,
        role="agent",
        agent=rows["agent"],
        address="sip:1@192.0.2.1",
        sip_call_id="x",
        dialled_at=now,
    )
    DayLimit.objects.create(organisation=opened, most_minutes=600)
    voice.CallEvent.objects.create(call=call, at=now, kind="CallStarted")
    recording = voice.Recording(call=call, state=voice.Recording.State.READY, duration_seconds=1, ready_at=now)
    recording.file.save(f"{mark}.flac", ContentFile(f"{mark} sound".encode()), save=True)
    return {"promise": promise, "missed": missed, "attempt": attempt, "call": call, "request": request}
