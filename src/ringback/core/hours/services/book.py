"""The hours of one organisation, read once and asked often: every table at most once, and only when first needed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Prefetch, Q

from ringback.base.kit import clock
from ringback.base.kit.phone_zones import zones_of_number
from ringback.core.hours import rules
from ringback.core.hours.models import Calendar, Scope, SpecialDays, TimeOff
from ringback.core.hours.places import city_zone
from ringback.core.hours.public_holidays import holidays_of
from ringback.core.hours.rules import Answer, Party, Told, Who, ZoneAnswer
from ringback.core.hours.services import window
from ringback.core.hours.services.reading import Home, days_of, home_of, party_of
from ringback.core.hours.services.window import Window

# An instant may be asked for that lies a little back: a day that began yesterday somewhere still counts.
_BACK = timedelta(days=3)
_OFFICE = (*(((9 * 60, 17 * 60),),) * 5, (), ())


@dataclass(frozen=True, slots=True)
class Permitted:
    """Some parties. Called with an aware instant it gives the first one from there at which all of them are open, or
    None where there is none within 400 days; it reads nothing.
    """

    parties: Sequence[Party]

    def __call__(self, at: datetime) -> datetime | None:
        return rules.first_permitted(at, self.parties)

    def asked(self, at: datetime) -> Answer:
        """As the call, with the reasons why it is not `at` itself."""
        return rules.next_permitted(at, self.parties)


@dataclass
class Book:
    """Hours that some calendars and members have: name all that will be asked for.

    At most five queries, whatever is asked: home, calendars, their exceptions, time off, the calling window.
    """

    organisation_id: int
    calendar_ids: Collection[int] = ()
    member_ids: Collection[int] = ()
    _parties: dict[int, Party] = field(default_factory=dict)
    _theirs: dict[tuple[str, str], Party] = field(default_factory=dict)

    def permitted(
        self,
        *,
        calendar_id: int | None = None,
        member_id: int | None = None,
        zones: Iterable[str] = (),
        country: str = "",
    ) -> Permitted:
        """When both sides may talk.

        Ours: the calendar (None, or gone: the organisation's own, or always open), and the member's own hours and time
        off. Theirs: the permitted window by their clock in all of `zones`, without any of them unasked; `country` says
        whose holidays they keep.
        """
        zones = tuple(zones)
        theirs = self._of_zones(zones, country) if zones else []
        return Permitted([*self._ours(calendar_id, member_id), *theirs])

    def office(self, zone: str) -> Permitted:
        """Monday to Friday, nine to five by the clock of `zone`, but not on the organisation's public holidays: for
        whom nobody has said any hours."""
        there, home = rules.zone_named(zone) or self.home.zone_info, self.home
        holidays = holidays_of(home.country, language=home.language)
        return Permitted([Party(Who.WE, there, _OFFICE, holidays=holidays, place=home.country)])

    def is_gone(self, calendar_id: int) -> bool:
        """Whether the calendar was deleted: then the organisation's own counts instead."""
        return calendar_id not in self._calendars

    def zones_for(
        self,
        *,
        phone: str = "",
        said: str = "",
        browser: str = "",
        in_city: str = "",
        city: str = "",
        country: str = "",
        place: str = "",
    ) -> ZoneAnswer:
        """In which zones to judge a person, and how we know: as `rules.zones_of`, from what is stored of them.

        `phone` is E.164, `city` a name with its `country`, `in_city` the zone of a city that was named before, `place`
        the zone of the site or opening they came through. No query, unless nothing is known.
        """
        known = rules.zones_of(
            said=said,
            browser=browser,
            city=in_city or (city_zone(city, country) if city else ""),
            place=place,
            number=zones_of_number(phone) if phone else (),
        )
        if known.reason is not Told.ORGANISATION:
            return known
        return rules.zones_of(organisation=self.home.zone)

    @cached_property
    def home(self) -> Home:
        """The organisation's place."""
        return home_of(self.organisation_id)

    @cached_property
    def _calendars(self) -> dict[int, Calendar]:
        wanted = Q(scope=Scope.ORGANISATION)
        if self.calendar_ids:
            wanted |= Q(id__in=self.calendar_ids)
        if self.member_ids:
            wanted |= Q(scope=Scope.MEMBER, scope_id__in=self.member_ids)
        ahead = SpecialDays.objects.filter(last_day__gte=self._since.date()).order_by("first_day", "id")
        rows = Calendar.objects.filter(wanted, organisation_id=self.organisation_id)
        return {row.pk: row for row in rows.prefetch_related(Prefetch("exceptions", ahead, to_attr="ahead"))}

    @cached_property
    def _away(self) -> dict[int, tuple[tuple[datetime, datetime], ...]]:
        off = TimeOff.objects.filter(
            organisation_id=self.organisation_id, member_id__in=self.member_ids, ends_at__gt=self._since
        )
        found: dict[int, tuple[tuple[datetime, datetime], ...]] = {}
        rows = off.order_by("starts_at", "id").values_list("member_id", "starts_at", "ends_at")
        for member_id, starts_at, ends_at in rows:
            found[member_id] = (*found.get(member_id, ()), (starts_at, ends_at))
        return found

    @cached_property
    def _since(self) -> datetime:
        return clock.now() - _BACK

    @cached_property
    def _window(self) -> Window:
        return window.window_of(self.organisation_id)

    def _ours(self, calendar_id: int | None, member_id: int | None) -> list[Party]:
        """The calendar, the organisation's own where there is no such any more, and the member's."""
        rows = self._calendars
        named = [rows[calendar_id]] if calendar_id in rows else self._first(Scope.ORGANISATION, 0)
        own = [] if member_id is None else [row for row in self._first(Scope.MEMBER, member_id) if row not in named]
        parties = [self._party(row) for row in named + own]
        if member_id is not None and (away := self._away.get(member_id)):
            parties.append(Party(Who.MEMBER, self.home.zone_info, away=away))
        return parties

    def _first(self, scope: str, scope_id: int) -> list[Calendar]:
        return [row for row in self._calendars.values() if (row.scope, row.scope_id) == (scope, scope_id)]

    def _party(self, row: Calendar) -> Party:
        if row.pk not in self._parties:
            exceptions = days_of(row.ahead, self._since.date())  # type: ignore[attr-defined]
            self._parties[row.pk] = party_of(self.home, row, exceptions)
        return self._parties[row.pk]

    def _of_zones(self, zones: Iterable[str], country: str) -> list[Party]:
        """One party a zone, since all of them count; names that are no zones are passed over."""
        known = [name for name in dict.fromkeys(zones) if rules.zone_named(name) is not None]
        return [self._in_zone(name, country or self.home.country) for name in known or [self.home.zone]]

    def _in_zone(self, zone: str, country: str) -> Party:
        if (zone, country) not in self._theirs:
            own = self._window
            keeps = rules.no_holidays if own.on_holidays else holidays_of(country, language=self.home.language)
            there = rules.zone_named(zone) or self.home.zone_info
            self._theirs[(zone, country)] = Party(Who.THEY, there, own.week, holidays=keeps, place=country)
        return self._theirs[(zone, country)]
