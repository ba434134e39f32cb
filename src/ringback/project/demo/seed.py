"""What the demo finds in its database: an organisation, trunk, agents, hunt group and site. Seeding again mends it."""

from django.db import transaction

from ringback.base.accounts import services as accounts
from ringback.base.accounts.models import Organisation, User
from ringback.base.accounts.services import Actor
from ringback.channels.voice import services as voice
from ringback.channels.voice.models import Agent, HuntGroup, Trunk
from ringback.doors.website import services as website
from ringback.doors.website.models import Site
from ringback.project.demo import candidates, cars, hiring_team, seeker, trade
from ringback.project.demo.account import EMAIL, NUMBER, PASSWORD, SHOP
from ringback.project.demo.ports import Ports

TEAM = (("manager-1", "Anna"), ("manager-2", "Boris"), ("manager-3", "Chen"))
CONSENT = "I agree to be called back about my question. The conversation may be recorded."


def seed(ports: Ports) -> str:
    """Make or mend the demo's rows for `ports`, and return the site's key."""
    with transaction.atomic():
        actor = _owner()
        trunk = _trunk(actor, ports)
        group = _group(actor, trunk, ports)
        candidates.seed(actor)
        hiring_team.seed(actor)
        trade.seed(actor)
        cars.seed(actor)
        seeker.seed(User.objects.get(email=EMAIL))
        return _site(actor, group, ports).key


def _owner() -> Actor:
    user = User.objects.filter(email=EMAIL).first()
    if user is None:
        user = User.objects.create_user(EMAIL, PASSWORD, name="Olivia Owner")
        accounts.open_organisation(user, SHOP, "DE", "Europe/Berlin", "en")
    return accounts.actor_for(user)


def _first(model: type[Trunk] | type[HuntGroup] | type[Site] | type[Organisation], actor: Actor) -> int | None:
    rows = model.objects.filter(organisation_id=actor.organisation_id)  # type: ignore[misc]
    return rows.order_by("id").values_list("id", flat=True).first()


def _trunk(actor: Actor, ports: Ports) -> Trunk:
    values = voice.TrunkValues(name="Demo carrier", host="127.0.0.1", port=ports.sip, caller_id=NUMBER, channels=20)
    return voice.save_trunk(actor, _first(Trunk, actor), values)


def _group(actor: Actor, trunk: Trunk, ports: Ports) -> HuntGroup:
    agents = []
    for user, name in TEAM:
        known = Agent.objects.filter(organisation_id=actor.organisation_id, name=name).first()
        person = voice.AgentValues(
            name=name,
            address=f"sip:{user}@127.0.0.1:{ports.sip}",
            member_id=actor.member_id if user == "manager-1" else None,
            wrap_up_seconds=5,
        )
        agents.append(voice.save_agent(actor, known.pk if known else None, person))
    group_id = _first(HuntGroup, actor)
    values = voice.GroupValues(
        name="Sales",
        trunk_id=trunk.pk,
        whisper="Callback from {site}.",
        announcement="This call is recorded.",
        visitor_ring_seconds=30,
    )
    group = voice.save_group(actor, group_id, values)
    if group_id is None:
        voice.order_places(actor, group.pk, [(agent.pk, 12) for agent in agents])
    return group


def _site(actor: Actor, group: HuntGroup, ports: Ports) -> Site:
    values = website.SiteValues(
        name=SHOP,
        origins=[f"http://127.0.0.1:{ports.shop}", f"http://localhost:{ports.shop}"],
        group_id=group.pk,
        country="DE",
        consent_text=CONSENT,
        title="Questions about a tent?",
        text="Leave your number. We call you in 30 seconds, free of charge.",
        button="Call me",
        colour="#1f6f54",
        most_per_address_hour=1000,
        most_per_number_day=1000,
        most_per_site_hour=1000,
    )
    return website.save_site(actor, _first(Site, actor), values)
