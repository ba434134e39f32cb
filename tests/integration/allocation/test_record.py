"""The record: it holds, a changed row breaks it, an erasure does not, and its export stands alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ringback.base.accounts.services import Actor
from ringback.base.kit.errors import NotAllowedError
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.record import services
from ringback.doors.allocation.record.models import Alias, Deed, Head, Salt
from ringback.doors.allocation.record.services import Doing
from tests.integration.accounts import scene

COMMAND = [sys.executable, "-m", "ringback", "verify-record"]


def decided(campaign: Campaign, owner: Actor) -> None:
    """Five entries are chosen and one is not."""
    services.write_many(campaign.pk, owner, "chosen", [Doing(number, {"score": number}) for number in range(1, 6)])
    services.write(campaign.pk, None, "expired", 3, {"place": 7})


def checked(file: Path, *more: str) -> tuple[int, str]:
    """What the command says of an export, in a process without any of our settings."""
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    done = subprocess.run([*COMMAND, str(file), *more], capture_output=True, text=True, env=bare, cwd=file.parent)
    return done.returncode, done.stdout + done.stderr


def test_whoever_decides_is_written_down_under_another_name(owner: Actor, campaign: Campaign) -> None:
    before = Deed.objects.count()
    decided(campaign, owner)
    assert [one.what for one in Deed.objects.order_by("number")][:6] == [
        "campaign.made", "campaign.regions", "campaign.questions", "campaign.options", "campaign.signing",
        "campaign.opened",
    ]  # fmt: skip
    rows = Deed.objects.filter(what__in=("chosen", "expired")).order_by("number")
    assert len(rows) == 6 and rows[0].number == before + 1
    assert {one.who for one in rows[:5]} == {Alias.objects.get(kind="member").pseudonym} and rows[5].who == "house"
    assert rows[5].entry == rows[2].entry and len({one.entry for one in rows}) == 5
    found = services.verify(campaign.pk)
    assert found.ok and found.deeds == before + 6


def test_a_changed_row_breaks_the_chain(owner: Actor, campaign: Campaign) -> None:
    decided(campaign, owner)
    Deed.objects.filter(number=8).update(what="refused")
    verdict = services.verify(campaign.pk)
    assert (verdict.ok, verdict.first_broken) == (False, 8)
    shown = scene.signed_in(owner).get(f"/allocation/{campaign.pk}/record/").content.decode()
    assert "The chain is broken at line 8" in shown


def test_so_does_a_fact_a_line_that_is_gone_and_an_end_that_was_made_up(owner: Actor, campaign: Campaign) -> None:
    decided(campaign, owner)
    salt = Salt.objects.get(deed__number=9)
    Salt.objects.filter(pk=salt.pk).update(facts='{"score":99}')
    assert services.verify(campaign.pk).first_broken == 9
    Salt.objects.filter(pk=salt.pk).update(facts=salt.facts)
    assert services.verify(campaign.pk).ok
    last = Deed.objects.order_by("-number").first()
    assert last is not None
    last.delete()
    assert services.verify(campaign.pk).why == "end"
    Head.objects.update(number=last.number - 1, hash=last.previous)
    assert services.verify(campaign.pk).why == "seal"


def test_an_erasure_breaks_nothing_and_leaves_no_way_back(owner: Actor, campaign: Campaign) -> None:
    decided(campaign, owner)
    services.forget_entries([3])
    verdict = services.verify(campaign.pk)
    assert (verdict.ok, verdict.erased) == (True, 2)
    assert not Alias.objects.filter(kind="entry", subject_id=3).exists()
    services.write(campaign.pk, owner, "chosen", 4)
    assert services.verify(campaign.pk).ok


def test_an_export_is_checked_without_the_house(owner: Actor, campaign: Campaign, tmp_path: Path) -> None:
    decided(campaign, owner)
    earlier, file = tmp_path / "earlier.jsonl", tmp_path / "record.jsonl"
    earlier.write_bytes(services.export(owner, campaign.pk))
    services.forget_entries([3])
    services.write(campaign.pk, owner, "chosen", 4)
    file.write_bytes(scene.signed_in(owner).get(f"/allocation/{campaign.pk}/record/export/").content)
    assert checked(file, "--earlier", str(earlier)) == (
        0,
        "the chain holds: 13 deeds; what 2 of them were about was erased, which breaks nothing\n",
    )
    lines = file.read_text().splitlines()
    lines[8] = json.dumps(json.loads(lines[8]) | {"what": "refused"})
    file.write_text("\n".join(lines) + "\n")
    assert checked(file) == (1, "broken at deed 8 (hash): it was changed after it was written\n")
    file.write_text("{}\n")
    assert checked(file)[0] == 2
    shown = scene.signed_in(owner).get(f"/allocation/{campaign.pk}/record/").content.decode()
    assert "The chain holds: 13 lines." in shown and "erased" in shown


def test_the_record_is_for_who_answers_for_the_campaign(
    works: tuple[object, Actor], owner: Actor, campaign: Campaign
) -> None:
    regional = scene.member(campaign.organisation, "regional_reviewer")
    with pytest.raises(NotAllowedError):
        services.export(regional, campaign.pk)
    assert scene.signed_in(regional).get(f"/allocation/{campaign.pk}/record/").status_code == 403
