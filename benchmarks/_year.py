"""A year of an organisation, made of a few rows that the database multiplies."""

import gc
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import connection, models
from django.test import Client

from ringback.base.accounts import services as accounts
from ringback.base.accounts.models import User
from ringback.base.accounts.services import Actor
from ringback.base.kit import clock, phones
from ringback.channels.voice.models import Agent, Call, HuntGroup, Leg
from ringback.core.promises.models import Promise
from ringback.doors.website.models import CallbackRequest, Site
from ringback.doors.website.services import SiteValues, Wish, facts_by_key, request_callback, save_site
from ringback.doors.website.visitors.models import Device, Page, PageView, Place, SiteEvent, Source, Visit
from ringback.insight.statistics.counting import count_open
from ringback.insight.statistics.models import ClosedMonth, Counted
from ringback.insight.statistics.months import add_up
from ringback.insight.statistics.reports import TABLES

SITES, PAGES, SOURCES, PLACES, AGENTS, DAYS = 10, 2000, 500, 300, 40, 365
# Of the events: visits, page views, goals.
VISITS_SHARE, VIEWS_SHARE = 0.3, 0.65
_FIRST = 1_000_000


def seeded() -> Actor | None:
    """Who may look at rows that were made earlier; None where there are none."""
    user = User.objects.first()
    return accounts.actor_for(user) if user is not None else None


def forget_counts() -> None:
    """Let no day be counted."""
    for model in (ClosedMonth, Counted):
        model.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE insight_tally, insight_monthtally")


def seed(events: int, calls: int) -> Actor:
    """Fill the tables; who may look at them."""
    user = User.objects.create_user("owner@example.org", None, name="Owner")
    accounts.open_organisation(user, "Benchmark", "DE", "Europe/Berlin", "en", as_operator=True)
    owner = accounts.actor_for(user)
    group = HuntGroup.objects.create(organisation_id=owner.organisation_id, name="Sales")
    values = SiteValues("Shop", ["https://shop.example"], group.pk, "DE", "Call me.")
    sites = [save_site(owner, None, values) for _ in range(SITES)]
    agents = [
        Agent.objects.create(organisation_id=owner.organisation_id, name=f"Agent {number}", address="sip:a@192.0.2.1")
        for number in range(AGENTS)
    ]
    site = f"{sites[0].pk} + g % {SITES}"
    visits, views = int(events * VISITS_SHARE), int(events * VIEWS_SHARE)
    _words(sites)
    _visits(site, visits, views, events - visits - views)
    _requests(sites[0], site, agents[0].pk, calls, views)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return owner


def _words(sites: list[Site]) -> None:
    Page.objects.bulk_create(
        Page(id=number, site=sites[number % SITES], path=f"/shop/page-{number}") for number in range(PAGES)
    )
    Source.objects.bulk_create(
        Source(
            id=number,
            site=sites[number % SITES],
            kind=("search", "social", "ads", "referral", "direct")[number % 5],
            label=f"source-{number // SITES}.example",
            campaign=f"campaign {number % 20}",
            query=f"tents {number}",
        )
        for number in range(SOURCES)
    )
    Place.objects.bulk_create(Place(id=number, country="DE", city=f"City {number}") for number in range(PLACES))
    Device.objects.create(id=1, kind="phone")
    Device.objects.create(id=2, kind="computer")


def _at(count: int) -> str:
    """The instant of row g of so many, evenly over the year that ends now."""
    return f"now() - interval '{DAYS} days' * (1 - (g - 0.5) / {count})"


def _visits(site: str, visits: int, views: int, goals: int) -> None:
    now = clock.now()
    visit = Visit(id=1, site_id=1, at=now, last_at=now, page_id=1, source_id=1, place_id=1, device_id=1)
    visit.save()
    _multiply(
        visit,
        visits,
        {
            "id": f"{_FIRST} + g",
            "site_id": site,
            "at": _at(visits),
            "last_at": _at(visits),
            "page_id": f"g % {PAGES}",
            "source_id": f"(g * 7) % {SOURCES}",
            "place_id": f"(g * 11) % {PLACES}",
            "device_id": "1 + g % 2",
            "standing": "g % 3",
        },
    )
    view = PageView(key=1, site_id=1, at=now, page_id=1)
    view.save()
    visit_of = f"{_FIRST} + 1 + (g - 1) * {visits}::bigint / {views}"
    own = {"key": f"{_FIRST} + g", "site_id": site, "at": _at(views), "page_id": f"g % {PAGES}", "visit_id": visit_of}
    _multiply(view, views, own)
    goal = SiteEvent(site_id=1, at=now, view=1, kind="goal", label="form")
    goal.save()
    _multiply(goal, goals, {"id": f"{_FIRST} + g", "site_id": site, "at": _at(goals), "view": f"{_FIRST} + g"})


def _requests(site: Site, site_of: str, first_agent: int, calls: int, views: int) -> None:
    """Requests of which three quarters were answered after half a minute at most, each by one call of one leg."""
    facts = facts_by_key(site.key)
    assert facts is not None
    wish = Wish(phones.parse("+49302123456", "DE"), site.consent_version)
    request = CallbackRequest.objects.get(token=request_callback(facts, wish).token)
    promise = Promise.objects.get(kind="website.callback")
    call, at = Call.objects.get(promise=promise), _at(calls)
    Promise.objects.filter(id=promise.pk).update(state="kept", made_key=None, wake_at=None, closed_at=clock.now())
    request.open_phone, request.closed_at = None, clock.now()
    request.save()
    Call.objects.filter(id=call.pk).update(live_number=None, stage="ended", ended_at=clock.now())
    leg = Leg.objects.create(
        call=call, number=1, role="agent", address="sip:a@192.0.2.1", sip_call_id="1", dialled_at=clock.now()
    )
    row = {"id": f"{_FIRST} + g"}
    agent = f"{first_agent} + g % {AGENTS}"
    talked = "g % 4 > 0"
    _multiply(promise, calls, row)
    own = {
        "site_id": site_of,
        "promise_id": f"{_FIRST} + g",
        "token": "'token-' || g",
        "created_at": at,
        "view": f"{_FIRST} + 1 + (g - 1) * {views}::bigint / {calls}",
    }
    _multiply(request, calls, row | own)
    connected = {
        "connected_at": f"CASE WHEN {talked} THEN {at} + interval '1 second' * (8 + g % 22) END",
        "talk_seconds": f"CASE WHEN {talked} THEN 60 + g % 300 ELSE 0 END",
        "agent_id": f"CASE WHEN {talked} THEN {agent} END",
    }
    names = {"promise_id": f"{_FIRST} + g", "call_id": "'call-' || g", "key": "'key-' || g", "planned_at": at}
    _multiply(call, calls, row | names | connected)
    _multiply(leg, calls, row | {"call_id": f"{_FIRST} + g", "agent_id": agent, "dialled_at": at})


def _multiply(template: models.Model, count: int, own: Mapping[str, str]) -> None:
    """Write `count` rows like the template's but for their `own` columns: SQL over g, from 1 to `count`."""
    names = [field.column or "" for field in template._meta.concrete_fields]
    key = next(field.column or "" for field in template._meta.concrete_fields if field.primary_key)
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(own.get(name, f't."{name}"') for name in names).replace("%", "%%")
    table = template._meta.db_table
    rows = f"{table} t, generate_series(1, {count}) g"
    sql = f'INSERT INTO {table} ({columns}) SELECT {values} FROM {rows} WHERE t."{key}" = %s'
    with connection.cursor() as cursor:
        cursor.execute(sql, [template.pk])


def count(owner: Actor) -> int:
    """Count every day as the keeper does; how many there were."""
    days = 0
    while (done := count_open(owner.organisation_id)) > 8:
        days += done
    add_up(owner.organisation_id)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as a server does by itself within minutes
    return days + done


def pages() -> Iterator[str]:
    """What is asked for: what they are compared with, each table as page and file, and what is behind figures."""
    today = clock.now().astimezone(ZoneInfo("Europe/Berlin")).date()
    begin = today - timedelta(days=DAYS - 1)
    year, long_ago = f"first={begin}&last={today}", f"first={begin}&last={begin + timedelta(days=60)}"
    yield "/"
    for slug in TABLES:
        yield f"/insight/figures/?{year}&by={slug}"
        yield f"/insight/figures/table.csv?{year}&by={slug}"
    agent = Agent.objects.order_by("id").values_list("id", flat=True)[0]
    # Half of all requests are of visitors 1, and none of those was missed.
    keys = [("page", 7), ("source", 7), ("city", 7), ("device", 1), ("visitors", 0), ("visitors", 1), ("hour", 4)]
    keys += [("agent", agent), ("queue", 1)]
    for came in ("requests", "answered", "missed"):
        yield f"/insight/figures/requests/?{year}&came={came}"
        yield f"/insight/figures/requests/?{long_ago}&came={came}"
        for slug, key in keys:
            yield f"/insight/figures/requests/?{year}&came={came}&by={slug}&key={key}"


def ask(owner: Actor, page: str, times: int) -> list[float]:
    """Milliseconds of each answer. What is loaded is kept from the collector, as the role web keeps it."""
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(User.objects.get())
    taken = []
    for number in range(times + 2):
        if number == 2:
            gc.collect()
            gc.freeze()
        began = time.monotonic()
        answer = browser.get(page)
        assert answer.status_code == 200, answer.content[:300]
        if number >= 2:
            taken.append((time.monotonic() - began) * 1000)
    return taken
