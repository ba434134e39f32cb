"""The measures of a good room: modules and functions short enough to read, each module saying what it holds."""

import ast
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SOURCE = sorted(p for p in (ROOT / "src").rglob("*.py") if "migrations" not in p.parts)
OTHERS = sorted(
    [*(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py"), *(ROOT / "scripts").rglob("*.py")]
)


def lines(path: Path) -> int:
    return path.read_text().count("\n")


def functions(path: Path) -> list[tuple[str, int]]:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            found.append((f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1))
    return found


def test_modules_are_short() -> None:
    sizes = {str(path.relative_to(ROOT)): lines(path) for path in SOURCE}
    assert {name: size for name, size in sizes.items() if size > 500} == {}
    assert statistics.median(sizes.values()) < 100
    long = {name: size for name, size in sizes.items() if size > 350}
    assert len(long) <= 0.05 * len(sizes), long


def test_functions_are_short() -> None:
    sizes = [found for path in SOURCE for found in functions(path)]
    assert [found for found in sizes if found[1] > 60] == []
    assert statistics.median(size for _, size in sizes) <= 12


def test_tests_and_benchmarks_stay_readable() -> None:
    assert {str(p.relative_to(ROOT)): lines(p) for p in OTHERS if lines(p) > 600} == {}


@pytest.mark.parametrize("path", SOURCE, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_holds(path: Path) -> None:
    text = path.read_text()
    assert not text.strip() or ast.get_docstring(ast.parse(text))


def test_no_module_hides_behind_a_word_that_says_nothing() -> None:
    empty = {"utils", "helpers", "manager", "common", "misc"}
    assert [str(p) for p in SOURCE if p.stem in empty or p.parent.name in empty] == []
