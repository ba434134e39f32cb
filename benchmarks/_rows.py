"""What benchmarks of the whole path write to the tables before, and read from them after."""

from dataclasses import dataclass

from django.db import connection

from ringback.base.accounts.models import Organisation
from ringback.base.kit.ids import public_id
from ringback.base.presence.models import Epoch
from ringback.channels.voice.models import Agent, Call, HuntGroup, HuntGroupMember, Leg, Trunk
from ringback.doors.website.models import Site
from ringback.doors.website.visitors.models import PageView

SITES = 10
AGENTS_A_SITE = 20
STAGES = ("request parsed", "call planned", "call claimed by voice", "leg dialled")


def seed(agents: int, visitors: int, origin: str) -> list[str]:
    """Sites, each with a hunt group of agents whose phones are at `agents`; the keys of the sites."""
    keys = []
    organisation = Organisation.objects.create(name="Benchmark")
    trunk = Trunk.objects.create(
        organisation=organisation, name="Carrier", host="127.0.0.1", port=visitors, channels=1000
    )
    for number in range(SITES):
        group = HuntGroup.objects.create(organisation=organisation, name=f"Group {number}", trunk=trunk)
        for position in range(AGENTS_A_SITE):
            agent = Agent.objects.create(
                organisation=organisation,
                name=f"Agent {number}-{position}",
                address=f"sip:a{number}x{position}@127.0.0.1:{agents}",
                wrap_up_seconds=0,
            )
            HuntGroupMember.objects.create(group=group, agent=agent, position=position)
        site = Site.objects.create(
            organisation=organisation,
            key=public_id(),
            name=f"Shop {number}",
            origins=[origin],
            group=group,
            countries=["DE"],
            consent_text="Call me.",
            consent_version="1",
            most_per_address_hour=1_000_000,
            most_per_number_day=1_000_000,
            most_per_site_hour=1_000_000,
        )
        keys.append(site.key)
    return keys


def seed_sites(origin: str, count: int) -> list[str]:
    """Sites whose pages only send beacons; their keys."""
    organisation = Organisation.objects.create(name="Benchmark")
    sites = [Site(organisation=organisation, key=public_id(), name="Shop", origins=[origin]) for _one in range(count)]
    keys = [site.key for site in Site.objects.bulk_create(sites)]
    connection.close()
    return keys


def page_views() -> int:
    """How many have been written."""
    count = PageView.objects.count()
    connection.close()
    return count


def roles_beating() -> int:
    """How many of keeper and voice are at work."""
    return Epoch.objects.filter(ended_at=None, beat__gt=0).count()


def is_call_open() -> bool:
    return Call.objects.filter(ended_at=None).exists()


@dataclass(frozen=True)
class Placed:
    """A call of the run; `instants` are those of `STAGES` in epoch seconds, where all are written."""

    call_id: str
    number: str
    connected: bool
    instants: tuple[float, ...]


def placed() -> list[Placed]:
    """Every call, at its first leg. Ends this thread's connection, so that a database can be taken away."""
    rows = Leg.objects.filter(number=1).values_list(
        "call__call_id",
        "call__number",
        "call__outcome",
        "call__requested_at",
        "call__planned_at",
        "call__claimed_at",
        "dialled_at",
    )
    found = []
    for call_id, number, outcome, *instants in rows:
        written = tuple(instant.timestamp() for instant in instants if instant is not None)
        found.append(Placed(call_id, number, outcome == "connected", written if len(written) == len(STAGES) else ()))
    connection.close()
    return found
