"""All demo phones, as the SIP thread leaves them and the page shows them; safe from any thread."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from threading import Lock

from ringback.base.kit import clock
from ringback.base.kit.errors import NotFoundError
from ringback.base.kit.phones import shown
from ringback.project.demo.phone import Habit, Phone, Role

MOST_VISITORS = 8
_NUMBER = re.compile(r"\+?[0-9]{3,15}")


def number_of(user: str) -> str | None:
    """The E.164 number that the user part of a request-URI stands for, or None when it is none."""
    return "+" + user.lstrip("+") if _NUMBER.fullmatch(user) else None


class PhoneBoard:
    """The phones by id: the team's from the start, a visitor's as soon as its number is dialled.

    Watchers are called after every change, on the thread that made it, and must not block.
    """

    def __init__(self, team: Iterable[Phone], visitor_habit: Habit) -> None:
        self._phones = {phone.phone_id: phone for phone in team}
        self._visitor_habit = visitor_habit
        self._watchers: list[Callable[[], object]] = []
        self._lock = Lock()

    def find(self, user: str) -> Phone | None:
        """The phone that rings for `user` (a request-URI's user part); None when nobody has it."""
        number = number_of(user)
        with self._lock:
            known = self._phones.get(user) or self._phones.get(number or "")
            if known or number is None:
                return known
            phone = Phone(number, shown(number), Role.VISITOR, self._visitor_habit)
            self._make_room()
            self._phones[number] = phone
            return phone

    def get(self, phone_id: str) -> Phone:
        """The phone with this id. Raises NotFoundError."""
        with self._lock:
            if phone_id not in self._phones:
                raise NotFoundError(f"There is no phone {phone_id}.")
            return self._phones[phone_id]

    def put(self, phone: Phone) -> None:
        """Show `phone` in place of what was shown under its id."""
        with self._lock:
            self._phones[phone.phone_id] = phone
            watchers = tuple(self._watchers)
        for watcher in watchers:
            watcher()

    def behave(self, phone_id: str, habit: Habit) -> None:
        """Give a phone another habit; it minds it from the next call on. Raises NotFoundError."""
        self.put(replace(self.get(phone_id), habit=habit))

    def as_json(self) -> list[dict[str, object]]:
        """All phones as the page is told of them, the team first."""
        at = clock.monotonic()
        with self._lock:
            phones = sorted(self._phones.values(), key=lambda phone: phone.role is Role.VISITOR)
        return [phone.as_json(at) for phone in phones]

    def watch(self, watcher: Callable[[], object]) -> Callable[[], None]:
        """Call `watcher` after each change; gives the function that ends it."""
        with self._lock:
            self._watchers.append(watcher)
        return lambda: self._forget(watcher)

    def _forget(self, watcher: Callable[[], object]) -> None:
        with self._lock:
            self._watchers.remove(watcher)

    def _make_room(self) -> None:
        """Drop the oldest visitors that are in no call, so that a day of demos does not fill the page."""
        visitors = [phone for phone in self._phones.values() if phone.role is Role.VISITOR]
        for phone in visitors[: max(0, len(visitors) - MOST_VISITORS + 1)]:
            if phone.free:
                del self._phones[phone.phone_id]
