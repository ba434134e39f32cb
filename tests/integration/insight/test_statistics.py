"""The figures of sites: counted by the day, shown by many things, each with the requests behind it."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Q

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit import clock, ids, phones
from ringback.base.kit.clock import SettableClock
from ringback.channels.voice.models import Agent, Call, HuntGroup, Leg
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Promise
from ringback.doors.website.models import CallbackRequest, Site
from ringback.doors.website.services import Wish, facts_by_key, request_callback, save_site
from ringback.doors.website.visitors import words
from ringback.doors.website.visitors.models import Device, Page, PageView, Place, Source, Standing, Visit
from ringback.insight.statistics import months, reports
from ringback.insight.statistics.counting import MOST_DAYS, OPEN_DAYS, count_day, count_open, count_today
from ringback.insight.statistics.models import By, ClosedMonth, Tally
from ringback.insight.statistics.months import add_up
from ringback.insight.statistics.reports import TABLES, Asked
from ringback.insight.statistics.rules import cover, first_of_month, summed
from ringback.insight.statistics.spans import midnight
from ringback.insight.statistics.views import opened_by, row_address
from tests.integration.accounts import scene
from tests.integration.accounts.scene import signed_in
from tests.integration.website.conftest import fresh_number, site_values
from tests.waiting import until

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(moment: SettableClock, db: None) -> Actor:
    return scene.organisation("Tents & Co")[1]


@pytest.fixture
def agent(owner: Actor) -> Agent:
    return Agent.objects.create(organisation_id=owner.organisation_id, name="Anna", address="sip:a@192.0.2.1")


@pytest.fixture
def site(owner: Actor) -> Site:
    group = HuntGroup.objects.create(organisation_id=owner.organisation_id, name="Sales")
    return save_site(owner, None, site_values(group_id=group.pk))


class Shop:
    """Makes what is to be counted."""

    def __init__(self, site: Site, agent: Agent) -> None:
        self.site, self.agent = site, agent
        self._keys = iter(range(1, 1000))
        self.source = Source.objects.create(
            id=5, site=site, kind="search", label="google", campaign="spring", query="two man tents"
        )
        self.place = Place.objects.create(id=6, country="DE", city="Berlin")
        self.device = Device.objects.create(id=7, kind="phone", browser="Firefox", system="Android")

    def visit(self, path: str = "/tents") -> int:
        """A visit of one page; the key of its view."""
        page, _made = Page.objects.get_or_create(
            id=words.key_of("page", self.site.pk, path), defaults={"site": self.site, "path": path}
        )
        key, now = self.site.pk * 1000 + next(self._keys), clock.now()
        Visit.objects.create(
            id=key,
            site=self.site,
            at=now,
            last_at=now,
            standing=Standing.NEW,
            page=page,
            source=self.source,
            place=self.place,
            device=self.device,
        )
        PageView.objects.create(key=key, site=self.site, at=now, page=page, visit_id=key)
        return key

    def request(self, view: int | None, answered_after: float | None = None) -> CallbackRequest:
        """A request from that view; answered after so many seconds and talked for a minute, or closed unanswered."""
        facts = facts_by_key(self.site.key)
        assert facts is not None
        wish = Wish(phones.parse(fresh_number(), "DE"), self.site.consent_version, name="Vera")
        request = CallbackRequest.objects.get(token=request_callback(facts, wish).token)
        CallbackRequest.objects.filter(id=request.pk).update(view=view, open_phone=None, closed_at=clock.now())
        self.ring(request, Call.objects.filter(promise=request.promise).first() or self.call(request), answered_after)
        return request

    def ring(self, request: CallbackRequest, call: Call, answered_after: float | None) -> None:
        """Let the agent be rung for it."""
        connected = None if answered_after is None else request.created_at + timedelta(seconds=answered_after)
        talked: dict[str, Any] = {"connected_at": connected, "talk_seconds": 60, "agent": self.agent}
        Call.objects.filter(id=call.pk).update(
            ended_at=clock.now(), live_number=None, stage="ended", **(talked if connected else {})
        )
        Leg.objects.create(
            call=call,
            number=9,
            role="agent",
            agent=self.agent,
            address="sip:a@192.0.2.1",
            sip_call_id=ids.public_id(),
            dialled_at=clock.now(),
        )

    def call(self, request: CallbackRequest) -> Call:
        """Another call for it."""
        return Call.objects.create(
            organisation_id=request.organisation_id,
            call_id=ids.public_id(),
            key=ids.public_id(),
            promise_id=request.promise_id,
            number=request.phone,
            requested_at=request.created_at,
            expires_at=request.created_at,
        )


@pytest.fixture
def shop(site: Site, agent: Agent) -> Shop:
    return Shop(site, agent)


@pytest.fixture
def busy(shop: Shop, owner: Actor) -> Iterator[Shop]:
    """Four visits, three requests: answered after 12 and after 22 seconds, and one missed."""
    views = [shop.visit() for _ in range(3)] + [shop.visit("/stoves")]
    shop.request(views[0], 12)
    shop.request(views[1], 22)
    shop.request(views[3])
    count_open(owner.organisation_id)
    yield shop


def _report(actor: Actor, slug: str = "day") -> reports.Report:
    today = reports.today_of(actor.organisation_id)
    return reports.report(actor, Asked(today - timedelta(days=6), today), TABLES[slug])


def test_the_whole_says_what_happened(busy: Shop, owner: Actor) -> None:
    whole = _report(owner).whole
    assert (whole.entries, whole.views, whole.requests) == (4, 4, 3)
    assert (whole.answered, whole.missed, whole.waiting) == (2, 1, 0)
    assert whole.conversion == 0.75 and whole.talk_each == 60
    waited = whole.waited(0.5), whole.waited(0.95)
    assert waited[0] is not None and 10 < waited[0] <= 15
    assert waited[1] is not None and 20 < waited[1] <= 25


@pytest.mark.parametrize(
    ("slug", "rows"),
    [
        ("site", {"Tent shop": (4, 3, 2)}),
        ("hour", {"13:00": (4, 3, 2)}),
        ("page", {"/tents": (3, 2, 2), "/stoves": (1, 1, 0)}),
        ("source", {"Search: google": (4, 3, 2)}),
        ("campaign", {"spring": (4, 3, 2)}),
        ("query", {"two man tents": (4, 3, 2)}),
        ("city", {"Berlin, Germany": (4, 3, 2)}),
        ("device", {"Phone": (4, 3, 2)}),
        ("visitors", {"New": (4, 3, 2)}),
        ("agent", {"Anna": (0, 3, 2)}),
    ],
)
def test_it_is_taken_apart(busy: Shop, owner: Actor, slug: str, rows: dict[str, tuple[int, int, int]]) -> None:
    found = {row.name: row.figures for row in _report(owner, slug).rows}
    assert {name: (one.entries, one.requests, one.answered) for name, one in found.items()} == rows


def test_counting_again_changes_nothing_and_a_late_answer_still_counts(busy: Shop, owner: Actor) -> None:
    before = sorted(Tally.objects.values_list("by", "key", "requests", "answered", "missed"))
    count_open(owner.organisation_id)
    assert sorted(Tally.objects.values_list("by", "key", "requests", "answered", "missed")) == before
    missed = Call.objects.get(connected_at=None)
    missed.connected_at, missed.talk_seconds = clock.now(), 5
    missed.save()
    count_today(owner.organisation_id)
    assert _report(owner).whole.answered == 3


def test_a_day_ends_at_the_organisations_midnight(shop: Shop, owner: Actor, moment: SettableClock) -> None:
    moment.advance(timedelta(hours=10, minutes=30).total_seconds())  # 22:30 in UTC, 23:30 in Berlin
    shop.visit()
    moment.advance(3600)
    shop.visit()
    count_open(owner.organisation_id)
    days = [(row.day, row.figures.entries) for row in _report(owner).days if row.figures.entries]
    assert [entries for _, entries in days] == [1, 1] and len({day for day, _ in days}) == 2


def _two_months_later(shop: Shop, moment: SettableClock) -> tuple[date, date]:
    """Something on every fourth day; the first and the last of them, neither at the edge of a month."""
    first = reports.today_of(shop.site.organisation_id)
    for number in range(23):
        view = shop.visit("/tents" if number % 3 else "/stoves")
        shop.request(view, 5 + number if number % 4 else None)
        moment.advance(4 * 86_400)
    return first, reports.today_of(shop.site.organisation_id)


def test_months_say_what_their_days_say(shop: Shop, owner: Actor, moment: SettableClock) -> None:
    first, last = _two_months_later(shop, moment)
    while count_open(owner.organisation_id) == MOST_DAYS:
        pass

    def said() -> list[list[reports.Row]]:
        spans = (Asked(first, last), Asked(first + timedelta(days=20), last - timedelta(days=9)))
        return [reports.rows_of(owner, asked, table) for asked in spans for table in TABLES.values()]

    by_days = said()
    assert add_up(owner.organisation_id) == ClosedMonth.objects.count() > 1
    assert add_up(owner.organisation_id) == 0
    assert said() == by_days
    read = cover(first, last, months.closed(owner.organisation_id, first, last))
    inside = Q(day__gte=read.months[0]) & ~Q(
        *(Q(day__range=stretch) for stretch in (*read.beside, *read.away)), _connector=Q.OR
    )
    Tally.objects.filter(inside).exclude(by=By.WHOLE).delete()
    assert said()[: len(TABLES)] == by_days[: len(TABLES)]


def test_the_month_under_way_is_added_up_as_far_as_it_may_not_change(
    shop: Shop, owner: Actor, moment: SettableClock
) -> None:
    first, last = _two_months_later(shop, moment)
    for _ in range(2):
        while count_open(owner.organisation_id) == MOST_DAYS:
            pass
        add_up(owner.organisation_id)
        month, until = months.closed(owner.organisation_id, first, last)[-1]
        assert (month, until) == (first_of_month(last), last - timedelta(days=OPEN_DAYS))
        pages = {row.name: row.figures for row in reports.rows_of(owner, Asked(month, last), TABLES["page"])}
        views = PageView.objects.filter(at__gte=midnight(month, ZoneInfo("Europe/Berlin")))
        assert sum(one.views for one in pages.values()) == views.count() > 0
        shop.visit("/stoves")
        moment.advance(86_400)
        last += timedelta(days=1)


def test_a_day_counted_anew_opens_its_month(shop: Shop, owner: Actor, moment: SettableClock) -> None:
    first, last = _two_months_later(shop, moment)
    while count_open(owner.organisation_id) == MOST_DAYS:
        pass
    add_up(owner.organisation_id)
    asked, table = Asked(first, last), TABLES["page"]
    before = summed(row.figures for row in reports.rows_of(owner, asked, table))
    month = months.closed(owner.organisation_id, first, last)[1][0]
    page = Page.objects.get(path="/tents")
    PageView.objects.create(key=1, site=shop.site, at=midnight(month, ZoneInfo("UTC")) + timedelta(hours=12), page=page)
    count_day(owner.organisation_id, [shop.site.pk], month, ZoneInfo("Europe/Berlin"))
    for _ in range(2):
        after = summed(row.figures for row in reports.rows_of(owner, asked, table))
        assert after.views == before.views + 1 and after.requests == before.requests
        add_up(owner.organisation_id)
    assert month in dict(months.closed(owner.organisation_id, first, last))


@pytest.mark.django_db(transaction=True)
def test_whoever_looks_has_it_counted_by_the_keeper(shop: Shop, owner: Actor, site: Site) -> None:
    shop.visit()
    browser = signed_in(owner)
    assert "Counting" in browser.get("/insight/figures/").content.decode()
    browser.get("/insight/figures/")
    assert Promise.objects.filter(kind="house.counting", due_at__lte=clock.now()).count() == 1
    keeper = Keeper()
    until(lambda: (keeper.round(), Tally.objects.exists())[1])
    assert "Requests a visit" in browser.get("/insight/figures/").content.decode()


def call_in(group: HuntGroup, **values: Any) -> Call:
    """Somebody called us, waited for nine seconds, and talked for a minute."""
    at = clock.now()
    usual = {
        "way": "in",
        "number": "+493012345",
        "stage": "ended",
        "ended_at": at,
        "queued_at": at - timedelta(seconds=9),
    }
    made = {"call_id": ids.public_id(), "key": ids.public_id(), "requested_at": at, "expires_at": at, "group": group}
    talked = {"agent_answered_at": at, "connected_at": at + timedelta(seconds=2), "talk_seconds": 60}
    return Call.objects.create(organisation_id=group.organisation_id, **made, **{**usual, **talked, **values})


def test_callers_are_counted_by_group_and_in_the_queue_apart_from_requests(shop: Shop, owner: Actor) -> None:
    request = shop.request(None, 30)
    sales = HuntGroup.objects.get()
    other = HuntGroup.objects.create(organisation_id=owner.organisation_id, name="Workshop")
    in_vain = {"agent_answered_at": None, "connected_at": None, "talk_seconds": 0}
    # One keeps a promise of a site's: it is a caller all the same, and counted once.
    call_in(sales, promise=request.promise)
    call_in(sales, **in_vain)
    call_in(other, queued_at=None)
    call_in(other, ended_at=None, stage="hunting", **in_vain)
    count_open(owner.organisation_id)
    count_open(owner.organisation_id)
    today = reports.today_of(owner.organisation_id)

    def rows(slug: str, **more: Any) -> list[tuple[str, int, int, int]]:
        found = reports.rows_of(more.pop("actor", owner), Asked(today, today, **more), TABLES[slug])
        return [(row.name, row.figures.requests, row.figures.answered, row.figures.missed) for row in found]

    assert rows("came") == [("Sales", 2, 1, 1), ("Workshop", 2, 1, 0)]
    assert rows("queue") == [("Sales, callers", 2, 1, 1)]
    lead = scene.member(Organisation.objects.get(), "lead", "group", other.pk)
    assert rows("came", actor=lead) == [("Workshop", 2, 1, 0)]
    assert rows("came", site_id=shop.site.pk) == []
    browser = signed_in(owner)
    page = browser.get("/insight/figures/?by=queue").content.decode()
    assert f"way=in&amp;group={sales.pk}&amp;queued=on" in page
    opened = f"/calls/?first={today}&last={today}&way=in&group={sales.pk}&queued=on"
    behind = [browser.get(opened + came).context["page"].rows for came in ("", "&came=answered", "&came=missed")]
    assert [len(calls) for calls in behind] == [2, 1, 1]


def test_each_figure_opens_the_requests_behind_it(busy: Shop, owner: Actor) -> None:
    browser = signed_in(owner)

    def opened(query: str) -> int:
        return browser.get(f"/insight/figures/requests/?{query}").content.decode().count("desk-row-title")

    stoves = Page.objects.get(path="/stoves").pk
    assert opened("days=7") == 3 and opened("days=7&came=answered") == 2 and opened("days=7&came=missed") == 1
    assert opened(f"by=page&key={stoves}") == 1 and opened(f"by=page&key={stoves}&came=answered") == 0
    assert opened("by=source&key=5") == 3 and opened("by=city&key=6") == 3 and opened("by=device&key=7") == 3
    assert opened("by=visitors&key=1") == 3 and opened("by=visitors&key=2") == 0
    assert opened(f"by=agent&key={busy.agent.pk}&came=answered") == 2 and opened("by=hour&key=13") == 3
    assert opened("by=hour&key=4") == 0 and opened("first=2020-01-01&last=2020-01-02") == 0


def test_lists_go_on_where_they_ended_and_show_each_request_once(
    shop: Shop, owner: Actor, moment: SettableClock
) -> None:
    """Also those of one instant, and one for which an agent was rung twice: not taken first, then answered."""
    view = shop.visit()
    made = [shop.request(view).pk for _ in range(54)]
    moment.advance(60)
    twice = CallbackRequest.objects.get(id=made[3])
    shop.ring(twice, shop.call(twice), 12)
    made.append(shop.request(view).pk)
    count_open(owner.organisation_id)
    browser = signed_in(owner)

    def shown(query: str) -> list[int]:
        found: list[int] = []
        while query:
            page = browser.get(f"/insight/figures/requests/?{query}")
            found += [row.id for row in page.context["rows"]]
            query = page.context["next"]
        return found

    newest_first = made[::-1]
    for query in ("days=7", "by=source&key=5", "by=hour&key=13", f"by=agent&key={shop.agent.pk}"):
        assert shown(query) == newest_first, query
        assert shown(f"{query}&came=answered") == [twice.pk], query
    assert shown(f"by=agent&key={shop.agent.pk}&came=missed") == newest_first
    assert shown("by=source&key=5&came=missed") == [pk for pk in newest_first if pk != twice.pk]


@pytest.mark.parametrize("visits_are_kept", [True, False])
def test_every_figure_agrees_with_the_requests_behind_it(busy: Shop, owner: Actor, visits_are_kept: bool) -> None:
    busy.request(None, 8)
    Call.objects.update(queued_at=clock.now())
    for _caller in range(3):
        call_in(HuntGroup.objects.get())
    count_open(owner.organisation_id)
    if not visits_are_kept:
        for model in (PageView, Visit):
            model._default_manager.all().delete()
        count_open(owner.organisation_id)
    browser = signed_in(owner)
    today = reports.today_of(owner.organisation_id)
    asked = Asked(today - timedelta(days=6), today)
    for table in TABLES.values():
        rows = reports.rows_of(owner, asked, table)
        assert sum(row.figures.requests for row in rows) >= 3
        for row in rows:
            page = browser.get(f"{opened_by(row)}?{row_address(asked, table, row)}").content.decode()
            assert page.count("desk-row-title") == row.figures.requests, (table.slug, row)


def test_waits_in_the_queue_are_counted_by_group_and_open_their_requests(shop: Shop, owner: Actor) -> None:
    answered, given_up, _at_once = shop.request(None, 30), shop.request(None), shop.request(None, 12)
    queued = Call.objects.filter(promise__in=[answered.promise_id, given_up.promise_id])
    queued.update(queued_at=answered.created_at)
    nine = answered.created_at + timedelta(seconds=9)
    Call.objects.filter(promise=answered.promise).update(agent_answered_at=nine)
    count_open(owner.organisation_id)
    today = reports.today_of(owner.organisation_id)
    [row] = reports.rows_of(owner, Asked(today, today), TABLES["queue"])
    assert (row.name, row.figures.requests, row.figures.answered, row.figures.missed) == ("Sales", 2, 1, 1)
    assert 5 < (row.figures.waited(0.5) or 0) <= 10
    client = signed_in(owner)
    page = client.get("/insight/figures/?by=queue").content.decode()
    assert "Given up" in page and f"by=queue&amp;key={row.keys[0]}" in page
    behind = client.get(f"/insight/figures/requests/?by=queue&key={row.keys[0]}&came=missed")
    assert [one.id for one in behind.context["rows"]] == [given_up.pk]


def test_what_another_took_is_not_taken(busy: Shop, owner: Actor) -> None:
    """Ben was rung where Anna talked: it is behind his "not taken", and behind her "answered"."""
    ben = Agent.objects.create(organisation_id=owner.organisation_id, name="Ben", address="sip:b@192.0.2.1")
    call = Call.objects.exclude(connected_at=None).order_by("id")[0]
    leg = Leg.objects.filter(call=call).order_by("-id")[0]
    leg.pk, leg.number, leg.agent, leg.sip_call_id = None, 10, ben, ids.public_id()
    leg.save()
    count_open(owner.organisation_id)
    browser = signed_in(owner)
    for row in _report(owner, "agent").rows:
        for came, figure in (("answered", row.figures.answered), ("missed", row.figures.missed)):
            page = browser.get(f"/insight/figures/requests/?by=agent&key={row.keys[0]}&came={came}").content.decode()
            assert page.count("desk-row-title") == figure, (row, came)


def test_the_table_is_a_file_that_no_visitor_can_turn_into_a_formula(busy: Shop, owner: Actor) -> None:
    Page.objects.filter(path="/stoves").update(path="=HYPERLINK(1)")
    answer = signed_in(owner).get("/insight/figures/table.csv?by=page")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["page", "visits", "page_views", "requests"]
    assert [row[0] for row in rows[1:]] == ["/tents", "'=HYPERLINK(1)"]


def test_nobody_sees_figures_beyond_their_reach(busy: Shop, owner: Actor, site: Site) -> None:
    other = scene.organisation("Others")[1]
    assert _report(other).whole.requests == 0
    assert (
        signed_in(other).get(f"/insight/figures/requests/?site={site.pk}").content.decode().count("desk-row-title") == 0
    )
    second = save_site(owner, None, site_values(name="Second", group_id=site.group_id))
    lead = scene.member(site.organisation, "lead", "site", second.pk)
    assert _report(lead).whole.requests == 0
