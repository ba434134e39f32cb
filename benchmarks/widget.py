"""What the widget costs a shop's page: bytes, layout shift and time of the main thread, against the page without it."""

from __future__ import annotations

import gzip
import json
import statistics
import subprocess
from dataclasses import astuple, dataclass

import brotli
import httpx
from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.widget.stub import BUILT, StubDoor

LOADS = 9
SETTLED_MILLISECONDS = 1200
LONG_TASK_MILLISECONDS = 50

PRODUCT = "<article><h2>Tent for two</h2><p>Light, dry, quickly pitched.</p><button>Into the basket</button></article>"
PAGE = (
    '<!doctype html><html lang="en"><head><title>Shop</title><style>main{display:grid;gap:1rem;'
    "grid-template-columns:repeat(4,1fr)}article{padding:1rem;border:1px solid #ccc}</style></head><body><h1>Shop</h1>"
    f"<main>{PRODUCT * 200}</main>{{snippet}}</body></html>"
)
# Opened by the page itself: fetching and building the dialog counts as well, and nobody looks on.
OPENED = '<script>addEventListener("ringback:ready", () => setTimeout(() => ringback.open(), 200))</script>{snippet}'
WATCH = """
window.__shift = 0; window.__long = [];
new PerformanceObserver(list => list.getEntries().forEach(entry => { window.__shift += entry.value; }))
  .observe({type: "layout-shift", buffered: true});
new PerformanceObserver(list => list.getEntries().forEach(entry => window.__long.push(entry.duration)))
  .observe({type: "longtask", buffered: true});
"""


@dataclass(frozen=True)
class Load:
    """One page load: summed shift scores, long tasks, their time beyond 50 ms, and the thread's time in all."""

    layout_shift: float
    long_tasks: float
    blocking_ms: float
    task_ms: float
    script_ms: float


def load(browser: Browser, url: str, slow_down: int, has_widget: bool) -> Load:
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(WATCH)
    devtools = context.new_cdp_session(page)
    devtools.send("Performance.enable")
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": slow_down})
    page.goto(url)
    # By the clock, not by looking: what looks into the page would be measured too.
    page.wait_for_timeout(SETTLED_MILLISECONDS)
    metrics = {one["name"]: one["value"] for one in devtools.send("Performance.getMetrics")["metrics"]}
    assert (page.locator("ringback-widget dialog").count() == 1) is has_widget
    shift, long = page.evaluate("[window.__shift, window.__long]")
    context.close()
    blocking = sum(max(0.0, task - LONG_TASK_MILLISECONDS) for task in long)
    return Load(shift, len(long), blocking, metrics["TaskDuration"] * 1000, metrics["ScriptDuration"] * 1000)


def median(loads: list[Load]) -> Load:
    return Load(*(statistics.median(values) for values in zip(*map(astuple, loads), strict=True)))


def compare(browser: Browser, door: StubDoor, slow_down: int) -> Load:
    """The medians of interleaved loads with and without the widget, printed, and what the widget adds."""
    bare: list[Load] = []
    full: list[Load] = []
    for _ in range(LOADS):
        for page, loads in ((PAGE.replace("{snippet}", ""), bare), (PAGE.replace("{snippet}", OPENED), full)):
            door.page = page
            loads.append(load(browser, door.shop, slow_down, has_widget=loads is full))
    without, with_it = median(bare), median(full)
    added = Load(*(round(b - a, 4) for a, b in zip(astuple(without), astuple(with_it), strict=True)))
    print(f"CPU slowed {slow_down}x, median of {LOADS} loads each, interleaved:")
    for name, one in (("without", without), ("with", with_it), ("added", added)):
        print(
            f"  {name:8} layout shift {one.layout_shift:.4f}, long tasks {one.long_tasks:g}, blocking "
            f"{one.blocking_ms:.1f} ms, main thread {one.task_ms:.1f} ms, of it script {one.script_ms:.1f} ms"
        )
    print(f"  ratio of the main thread's time, with to without: {with_it.task_ms / without.task_ms:.3f}")
    return added


def sizes(content: bytes) -> tuple[int, int, int]:
    """Raw, gzip and brotli bytes."""
    return len(content), len(gzip.compress(content, 9)), len(brotli.compress(content))


def weigh(door: StubDoor) -> tuple[tuple[int, int, int], int]:
    """Prints each file; returns the beacon and the largest dialog together, and the gzip of the beacon alone."""
    beacon = sizes((BUILT / "beacon.js").read_bytes())
    served = sizes(httpx.get(f"{door.api}/w/site.js").content)
    print(f"  beacon: {beacon[0]} bytes, gzip {beacon[1]}, brotli {beacon[2]}; with a configuration gzip {served[1]}")
    dialogs = {path.suffixes[0][1:]: sizes(path.read_bytes()) for path in sorted(BUILT.glob("dialog.*.js"))}
    for language, (raw, packed, brotlied) in dialogs.items():
        print(f"  dialog, {language}: {raw} bytes, gzip {packed}, brotli {brotlied}")
    worst = max(dialogs.values(), key=lambda one: one[1])
    print("The figures below give the beacon and the largest dialog together, and the beacon alone.")
    raw, packed, brotlied = (a + b for a, b in zip(beacon, worst, strict=True))
    return (raw, packed, brotlied), beacon[1]


def main() -> None:
    subprocess.run(["node", "scripts/build_frontend.mjs", "widget"], check=True, stdout=subprocess.DEVNULL)
    print(__doc__)
    door = StubDoor()
    door.start()
    whole, beacon_gzip = weigh(door)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        door.page = PAGE.replace("{snippet}", OPENED)
        load(browser, door.shop, 1, has_widget=True)  # the browser's own first load is not the widget's fault
        added = [compare(browser, door, slow_down) for slow_down in (1, 4)]
        browser.close()
    door.stop()
    figures = {
        "raw": whole[0],
        "gzip": whole[1],
        "brotli": whole[2],
        "beacon_gzip": beacon_gzip,
        # Of both, the worse: on a four-times slowed CPU as a rule.
        "layout_shift": max(0.0, *(one.layout_shift for one in added)),
        "long_tasks": max(0.0, *(one.long_tasks for one in added)),
        "blocking_ms": max(0.0, *(one.blocking_ms for one in added)),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
