"""The documents name only what is there: links, commands, settings, sizes."""

import re
import subprocess
from pathlib import Path

import pytest

from ringback.project import command, environment

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.fixture(params=PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def page(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_settings_exist(page: Path) -> None:
    known = {environment.PREFIX + setting.name for setting in environment.SETTINGS}
    assert set(re.findall(r"RINGBACK_[A-Z_]+[A-Z]", page.read_text())) <= known


def test_make_targets_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", page.read_text(), re.MULTILINE))
    assert named <= targets


def test_the_command_knows_its_subcommands(page: Path) -> None:
    parser = command.build_parser()
    named = r"(?:`|^    )(?:\.venv/bin/)?ringback ((?!manage)[a-z][^`\n]*)"
    for words in re.findall(named, page.read_text(), re.MULTILINE):
        assert parser.parse_args(words.split())


def test_benchmarks_exist(page: Path) -> None:
    named = re.findall(r"python -m benchmarks\.([a-z_]+)", page.read_text())
    assert [name for name in named if not (ROOT / "benchmarks" / f"{name}.py").exists()] == []


def test_the_readme_is_a_screen_and_a_half() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= 70


def test_nothing_names_a_machine_or_a_registry() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    hosts = re.compile(
        r"(?i)(?<!emit-)index-url|registry\.npmjs|pypi\.org|deb\.debian|\"resolved\":|(?<![\w.])/(?:work|root)/"
    )
    own = Path(__file__).relative_to(ROOT).as_posix()
    kinds = (".py", ".md", ".toml", ".json", ".lock", ".sh", ".mjs", ".ts", "Makefile", ".npmrc", "run")
    named = [
        name
        for name in tracked
        if name.endswith(kinds) and name != own and (ROOT / name).is_file() and hosts.search((ROOT / name).read_text())
    ]
    assert named == []
