"""When a rule prompts, and why or why not: pure decisions, half of which are made in widget/src/triggers.ts.

What the server knows as a page is loaded (pages, source, visitor, device) is decided here; the widget is sent only the
rules that are left, and waits for what the visitor does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

KNOWN = "returning"
UNKNOWN = "unknown"
Device = Literal["touch", "mouse"]
Words = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """All of it must be so; what is empty or 0 does not matter.

    `seconds` the page was looked at; `scroll`: per cent of it seen; `on_exit`: about to leave. `pages`, `not_pages`:
    patterns of paths, where * stands for anything. `utm`: ("utm_source", "news*") pairs. `visitor`: "returning" (only
    after consent is that known) or "unknown". `device`: "touch" or "mouse". `poll`: what is shown, None for the form.
    `texts`, `second`: by language, the words of the dialog it opens, see models.PromptRule.
    """

    id: int
    name: str = ""
    seconds: int = 0
    scroll: int = 0
    on_exit: bool = False
    pages: tuple[str, ...] = ()
    not_pages: tuple[str, ...] = ()
    utm: tuple[tuple[str, str], ...] = ()
    visitor: str = ""
    device: str = ""
    poll: int | None = None
    texts: Words = field(default_factory=dict)
    second: Words = field(default_factory=dict)

    def words(self, language: str, *, second: bool = False) -> dict[str, str]:
        """What the dialog says in one language when this rule opens it; `second`: to the other half of the visitors."""
        return {**self.texts.get(language, {}), **(self.second.get(language, {}) if second else {})}


@dataclass(frozen=True, slots=True)
class PageView:
    """A page view so far: where, by whom, and what was done on it."""

    page: str
    visitor: str = UNKNOWN
    device: str = "mouse"
    seconds: int = 0
    scroll: int = 0
    exit: bool = False

    @property
    def path(self) -> str:
        """The path without a slash at its end, which means nothing."""
        path = urlsplit(self.page).path
        return path[:-1] if len(path) > 1 and path.endswith("/") else path or "/"

    @property
    def query(self) -> Mapping[str, str]:
        return dict(reversed(parse_qsl(urlsplit(self.page).query)))


@dataclass(frozen=True, slots=True)
class Check:
    """One thing a rule asks for. `by_visitor`: it waits for what the visitor does on the page."""

    what: str
    wanted: str
    so: bool
    by_visitor: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule and its checks, in the order in which people would ask."""

    rule: Rule
    checks: tuple[Check, ...]

    @property
    def fits(self) -> bool:
        """Whether the page, the source and the visitor are right."""
        return all(check.so for check in self.checks if not check.by_visitor)

    @property
    def fires(self) -> bool:
        return all(check.so for check in self.checks)


def judge(rule: Rule, view: PageView) -> Verdict:
    """What `rule` asks for, and whether it is so."""
    checks = []
    if rule.pages:
        checks.append(Check("pages", ", ".join(rule.pages), any(matches(one, view.path) for one in rule.pages)))
    if rule.not_pages:
        meant = any(matches(one, view.path) for one in rule.not_pages)
        checks.append(Check("not_pages", ", ".join(rule.not_pages), not meant))
    for name, pattern in rule.utm:
        checks.append(Check("utm", f"{name}={pattern}", matches(pattern, view.query.get(name, ""))))
    if rule.visitor:
        checks.append(Check("visitor", rule.visitor, rule.visitor == view.visitor))
    if rule.device:
        checks.append(Check("device", rule.device, rule.device == view.device))
    if rule.seconds:
        checks.append(Check("seconds", str(rule.seconds), view.seconds >= rule.seconds, by_visitor=True))
    if rule.scroll:
        checks.append(Check("scroll", str(rule.scroll), view.scroll >= rule.scroll, by_visitor=True))
    if rule.on_exit:
        checks.append(Check("exit", "", view.exit, by_visitor=True))
    return Verdict(rule, tuple(checks))


def explain(rules: Iterable[Rule], view: PageView) -> tuple[Rule | None, list[Verdict]]:
    """The rule that prompts on this page view (the first that holds), and the verdict on each of them."""
    verdicts = [judge(rule, view) for rule in rules]
    return next((verdict.rule for verdict in verdicts if verdict.fires), None), verdicts


def fitting(rules: Iterable[Rule], view: PageView) -> list[Rule]:
    """The rules that may still prompt on this page, whatever the visitor does next."""
    return [rule for rule in rules if judge(rule, view).fits]


def sent(rules: Sequence[Rule]) -> list[dict[str, int | bool]]:
    """Rules as the widget takes them: only what it has to wait for."""
    return [
        {"id": rule.id}
        | ({"seconds": rule.seconds} if rule.seconds else {})
        | ({"scroll": rule.scroll} if rule.scroll else {})
        | ({"exit": True} if rule.on_exit else {})
        | ({"poll": rule.poll} if rule.poll else {})
        for rule in rules
    ]


def matches(pattern: str, text: str) -> bool:
    """Whether `text` is as `pattern` says, where each * stands for anything; in time that grows with their lengths."""
    first, *rest = pattern.split("*")
    if not rest:
        return text == pattern
    if not text.startswith(first):
        return False
    at, last = len(first), rest.pop()
    for part in rest:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return len(text) - len(last) >= at and text.endswith(last)
