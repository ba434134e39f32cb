"""A hunt group's music, from the desk's form to the file that the media server is told to play."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.channels.voice import services
from ringback.channels.voice.models import Call, HuntGroup
from ringback.channels.voice.music import services as music
from ringback.channels.voice.prompts import Prompts
from ringback.channels.voice.role.planning import Setups, Sounds
from ringback.channels.voice.role.sounds import SoundMaker
from tests.integration.accounts import scene
from tests.integration.voice.house import House
from tests.unit.voice.test_music import file_of


@pytest.fixture
def boss(shop: House) -> Actor:
    return scene.member(Organisation.objects.get(pk=shop.organisation.pk), "owner")


@pytest.fixture
def desk(boss: Actor) -> Client:
    return scene.signed_in(boss)


def upload(desk: Client, group: HuntGroup, content: bytes, name: str = "Café <b>.flac") -> tuple[int, str]:
    file = SimpleUploadedFile(name, content)
    answer = desk.post(f"/groups/{group.pk}/music/", {"music": file}, follow=True)
    return answer.status_code, answer.content.decode()


def played(shop: House, folder: Path) -> bytes:
    """What a call of the group would play to whoever waits."""
    call = shop.promised()
    found: list[Sounds] = []
    with ThreadPoolExecutor(1) as executor:
        maker = SoundMaker(Prompts(folder), executor, media=True, room=lambda: 10**9)
        setup = Setups().of([shop.group.pk])[shop.group.pk]
        maker.then(call, setup, {}, found.append)
    Call.objects.all().delete()
    assert found[0].music is not None
    return Path(found[0].music).read_bytes()


def test_the_file_is_heard_on_the_desk_and_played_to_who_waits(shop: House, desk: Client, tmp_path: Path) -> None:
    chords = played(shop, tmp_path)
    page = desk.get(f"/groups/{shop.group.pk}/music/").content.decode()
    assert "Soft chords of our own." in page and "Play it no more" not in page
    assert desk.get(f"/groups/{shop.group.pk}/music/sound").content == chords
    status, page = upload(desk, shop.group, file_of("FLAC"))
    assert status == 200 and "Café &lt;b&gt;.flac" in page and "Play it no more" in page
    assert "Café &lt;b&gt;.flac" in desk.get("/groups/").content.decode()
    heard = desk.get(f"/groups/{shop.group.pk}/music/sound")
    own = played(shop, tmp_path)
    assert (heard["Content-Type"], len(own), own != chords) == ("audio/wav", 48_044, True)
    assert heard.content[:44] == own[:44]
    stored = HuntGroup.objects.get().music
    default_storage.delete(stored)
    assert played(shop, tmp_path) == own, "it is at hand"
    assert played(shop, tmp_path / "another") == chords, "a storage that is away costs nobody their call"
    assert desk.get(f"/groups/{shop.group.pk}/music/sound").status_code == 404
    desk.post(f"/groups/{shop.group.pk}/music/", {"do": "remove"})
    assert played(shop, tmp_path) == chords


@pytest.mark.django_db(transaction=True)
def test_another_file_takes_its_place_and_what_nobody_plays_is_deleted(shop: House, boss: Actor) -> None:
    other = HuntGroup.objects.create(organisation=shop.organisation, name="Workshop")
    for group in (shop.group, other):
        music.save(boss, group.pk, "a.wav", file_of("WAV"))
    first = HuntGroup.objects.get(pk=other.pk).music
    music.save(boss, shop.group.pk, "b.wav", file_of("WAV", hertz=300.0))
    second = HuntGroup.objects.get(pk=shop.group.pk).music
    assert default_storage.exists(first) and default_storage.exists(second)
    music.take_off(boss, other.pk)
    services.delete_group(boss, shop.group.pk)
    assert not default_storage.exists(first) and not default_storage.exists(second)


def test_what_is_no_music_is_refused_at_its_field_and_whose_group_it_is_not_is_not_let_in(
    shop: House, desk: Client
) -> None:
    status, page = upload(desk, shop.group, b"MZ" * 5000, "song.wav")
    assert status == 422 and "This is no sound file that we can read." in page
    assert upload(desk, shop.group, b"x" * 15_000_001)[0] == 422
    assert HuntGroup.objects.get().music == ""
    elsewhere = HuntGroup.objects.create(organisation=Organisation.objects.create(name="Others"), name="Theirs")
    assert upload(desk, elsewhere, file_of("WAV"))[0] == 404
    assert desk.get(f"/groups/{elsewhere.pk}/music/sound").status_code == 404
    assert settings.PROMPTS_DIR
