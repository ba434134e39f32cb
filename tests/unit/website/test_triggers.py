"""When rules prompt: one table of cases for the server's decision and the widget's, and the explanation of both."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.doors.website import triggers
from ringback.doors.website.triggers import PageView, Rule

ROOT = Path(__file__).parents[3]
CASES: dict[str, Any] = json.loads(Path(__file__).with_name("trigger_cases.json").read_text())

# What the widget says to the same cases: its own sources, bundled for Node.
WIDGET = """
import { readFileSync } from "node:fs";
import { due } from "./widget/src/triggers";
import { matches } from "./widget/src/patterns";
const cases = JSON.parse(readFileSync(0, "utf8"));
const progress = { seconds: 0, scroll: 0, exit: false };
const said = {
  due: cases.due.map((one) => due(one.rules, { ...progress, ...one.progress })?.id ?? null),
  matches: cases.matches.map(([pattern, text]) => matches(pattern, text)),
};
console.log(JSON.stringify(said));
"""


def rule_of(sent: dict[str, Any]) -> Rule:
    return Rule(sent["id"], "", sent.get("seconds", 0), sent.get("scroll", 0), sent.get("exit", False))


@pytest.mark.parametrize("case", CASES["due"], ids=lambda case: case["name"])
def test_the_server_decides_as_the_table_says(case: dict[str, Any]) -> None:
    view = PageView("https://shop.example/", **case["progress"])
    rules = [rule_of(sent) for sent in case["rules"]]
    fires, _verdicts = triggers.explain(rules, view)
    assert (fires.id if fires else None) == case["fires"]
    assert triggers.sent(rules) == case["rules"]


@pytest.mark.parametrize(("pattern", "text", "so"), CASES["matches"])
def test_the_server_reads_patterns_as_the_table_says(pattern: str, text: str, so: bool) -> None:
    assert triggers.matches(pattern, text) is so


def test_the_widget_decides_as_the_table_says(tmp_path: Path) -> None:
    node = shutil.which("node")
    assert node, "Node builds the widget: install it, then run `npm ci`"
    bundle = [
        str(ROOT / "node_modules/.bin/esbuild"),
        "--bundle",
        "--format=cjs",
        "--platform=node",
        "--log-level=error",
    ]
    source = subprocess.run(bundle, cwd=ROOT, input=WIDGET, capture_output=True, text=True, check=True, timeout=60)
    script = tmp_path / "cases.cjs"
    script.write_text(source.stdout)
    ran = subprocess.run(
        [node, script], input=json.dumps(CASES), capture_output=True, text=True, check=True, timeout=60
    )
    said = json.loads(ran.stdout)
    assert said["due"] == [case["fires"] for case in CASES["due"]]
    assert said["matches"] == [so for _pattern, _text, so in CASES["matches"]]


PAGE = "https://shop.example/tents/two/?utm_source=newsletter-3&utm_medium=mail"


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (Rule(1, pages=("/tents/*",)), True),
        (Rule(1, pages=("/boots", "/tents/two")), True),
        (Rule(1, pages=("/tents",)), False),
        (Rule(1, not_pages=("/tents/*",)), False),
        (Rule(1, pages=("/tents/*",), not_pages=("/checkout*",)), True),
        (Rule(1, utm=(("utm_source", "newsletter*"),)), True),
        (Rule(1, utm=(("utm_source", "newsletter*"), ("utm_campaign", "*spring*"))), False),
        (Rule(1, visitor="returning"), False),
        (Rule(1, visitor="unknown"), True),
        (Rule(1, device="touch"), False),
        (Rule(1, device="mouse", seconds=900, on_exit=True), True),
    ],
)
def test_what_is_known_as_the_page_loads(rule: Rule, fits: bool) -> None:
    assert (triggers.fitting([rule], PageView(PAGE)) == [rule]) is fits


def test_each_reason_is_given() -> None:
    rules = [
        Rule(1, "Tents", seconds=30, pages=("/tents/*",), visitor="returning"),
        Rule(2, "Leaving", on_exit=True),
        Rule(3, "Always"),
    ]
    fires, verdicts = triggers.explain(rules, PageView(PAGE, seconds=40))
    assert fires == rules[2]
    first, second, third = ([(check.what, check.so) for check in verdict.checks] for verdict in verdicts)
    assert first == [("pages", True), ("visitor", False), ("seconds", True)]
    assert second == [("exit", False)] and third == []
    assert [verdict.fits for verdict in verdicts] == [False, True, True]


@given(st.text("a*/", max_size=12), st.text("a/b", max_size=40))
def test_a_pattern_means_what_globs_mean(pattern: str, text: str) -> None:
    parts = pattern.split("*")
    reachable = {0} if text.startswith(parts[0]) else set()
    reachable = {at + len(parts[0]) for at in reachable}
    for part in parts[1:]:
        reachable = {
            at + len(part)
            for at in range(len(text) + 1)
            if text.startswith(part, at) and any(before <= at for before in reachable)
        }
    assert triggers.matches(pattern, text) is (len(text) in reachable)
