"""What is spoken in a call: whispers and announcements, made off the writer's thread."""

import logging
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

from ringback.channels.voice import whispered
from ringback.channels.voice.models import Call, Way
from ringback.channels.voice.prompts import Prompts
from ringback.channels.voice.recordings.spool import RECORDING_BYTES_A_SECOND
from ringback.channels.voice.role.earlier import Before
from ringback.channels.voice.role.planning import GroupSetup, Sounds

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Texts:
    """What is spoken in one call; `own` is what single agents hear in place of `whisper`; `greeting` who calls us."""

    whisper: str
    announcement: str
    own: Mapping[int, str]
    greeting: str = ""

    def __iter__(self) -> Iterator[str]:
        return iter({self.whisper, self.announcement, self.greeting, *self.own.values()})


class SoundMaker:
    """Speaks whispers and announcements off the writer's thread; what was spoken before is there at once."""

    def __init__(self, prompts: Prompts, executor: Executor, *, media: bool, room: Callable[[], int]) -> None:
        self._prompts = prompts
        self._executor = executor
        self._room = room
        self.media = media
        self._made: dict[tuple[str, str], str] = {}

    def has_room(self) -> bool:
        """Whether the spool takes the recording of another call, of ten minutes say."""
        return self._room() > 600 * RECORDING_BYTES_A_SECOND

    def then(self, row: Call, setup: GroupSetup, before: Before, go_on: Callable[[Sounds], None]) -> None:
        """Call `go_on` with the files, here and now if all are known, else from another thread."""
        if not self.media:
            go_on(Sounds())
            return
        texts = _texts(row, setup, before)
        made = self._is_made("", "ringing") and self._is_made(setup.music, "music")
        if made and all(not text or self._is_made(text, setup.language) for text in texts):
            go_on(self._sounds(texts, setup))
        else:
            self._executor.submit(self._make, texts, setup, go_on)

    def say(self, text: str, language: str, go_on: Callable[[str], None]) -> None:
        """Call `go_on` with the file of that text, from another thread. Without a media server, or a disk, never."""
        if self.media:
            self._executor.submit(self._say, text, language, go_on)

    def _say(self, text: str, language: str, go_on: Callable[[str], None]) -> None:
        try:
            go_on(str(self._prompts.spoken(text, language)))
        except OSError as trouble:
            log.warning("no prompts can be made: %s", trouble)

    def _is_made(self, text: str, language: str) -> bool:
        path = self._made.get((text, language))
        return path is not None and Path(path).exists()

    def _make(self, texts: Texts, setup: GroupSetup, go_on: Callable[[Sounds], None]) -> None:
        sounds, language = Sounds(), setup.language
        try:
            if len(self._made) > 5000:
                self._made.clear()
            self._made[("", "ringing")] = str(self._prompts.ringing())
            self._made[("", "beep")] = str(self._prompts.beep())
            self._made[("", "music")] = str(self._prompts.music(settings.MUSIC))
            if setup.music and (own := self._own_music(setup.music)):
                self._made[(setup.music, "music")] = own
            for text in filter(None, texts):
                self._made[(text, language)] = str(self._prompts.spoken(text, language))
            sounds = self._sounds(texts, setup)
        except OSError as trouble:
            log.warning("no prompts can be made: %s", trouble)
        go_on(sounds)

    def _own_music(self, name: str) -> str:
        """The group's own; "" where the storage does not give it now: then the installation's is played."""
        try:
            return str(self._prompts.kept(name, lambda: _stored(name)))
        except Exception:
            log.warning("the music of a group cannot be read, and the usual is played", exc_info=True)
            return ""

    def _sounds(self, texts: Texts, setup: GroupSetup) -> Sounds:
        made = {text: self._made.get((text, setup.language)) for text in texts if text}
        own = {agent_id: path for agent_id, text in texts.own.items() if (path := made.get(text))}
        ringing, beep, usual = (self._made.get(("", name)) for name in ("ringing", "beep", "music"))
        music = self._made.get((setup.music, "music")) or usual
        whisper, announcement = made.get(texts.whisper), made.get(texts.announcement)
        return Sounds(whisper, ringing, announcement, own, made.get(texts.greeting), beep, music)


def _stored(name: str) -> bytes:
    with default_storage.open(name) as file:
        return bytes(file.read())


def _texts(row: Call, setup: GroupSetup, before: Before) -> Texts:
    words: Mapping[str, str] = row.plan.get("words", {})
    came_in = row.way == Way.IN
    owed = bool(row.plan.get("owed"))
    first = whispered.of_caller(setup.language, words, owed=owed) if came_in else ""

    def whisper(said: str) -> str:
        if came_in:
            return f"{first} {said}." if said else first
        return whispered.text(setup.whisper, {**words, "before": said})

    own = {agent_id: whisper(said) for agent_id, said in before.items()}
    announcement = setup.announcement if setup.record else ""
    greeting = (setup.greeting or whispered.usual(setup.language).greeting) if came_in else ""
    return Texts(own.pop(0, "") or whisper(""), announcement, own, greeting)
