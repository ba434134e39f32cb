"""A hunt group's music: taken in from a file, kept in the storage by what is in it, and read back."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, require
from ringback.base.database import doorbell
from ringback.base.kit.confined import BusyError, Confined, TooLongError
from ringback.base.kit.errors import FieldError, NotFoundError
from ringback.channels.voice.models import HuntGroup
from ringback.channels.voice.music.converting import Status
from ringback.channels.voice.prompts import RATE, Prompts

FOLDER = "music"
# As much as a page takes in one piece; ten minutes of FLAC, or five of a WAV.
MOST_BYTES = 15_000_000
_HEADER_BYTES = 44
# Threads of the mathematics each reserve memory, of which there is little.
_ALONE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_CONVERTING = Confined("ringback.channels.voice.music.converting", seconds=40, at_once=2, environment=_ALONE)


@dataclass(frozen=True, slots=True)
class Playing:
    """What who waits hears: `name` of the group's own file and its length, else "" and whether the operator set one."""

    name: str = ""
    seconds: float = 0.0
    installations: bool = False


def playing(group: HuntGroup) -> Playing:
    """What is played to whoever waits for the group."""
    if group.music:
        return Playing(group.music_name, group.music_seconds)
    return Playing(installations=bool(settings.MUSIC))


def save(actor: Actor, group_id: int, name: str, content: bytes) -> None:
    """Let who waits for the group hear this file (WAV, FLAC or OGG). Raises FieldError, NotFoundError."""
    require(actor, "setup.edit", ("group", group_id))
    if len(content) > MOST_BYTES:
        raise _refused(_("The file is larger than 15 MB."))
    made = _converted(content)
    stored = f"{FOLDER}/{actor.organisation_id}-{sha256(made).hexdigest()[:32]}.wav"
    if not default_storage.exists(stored):
        default_storage.save(stored, ContentFile(made))
    seconds = (len(made) - _HEADER_BYTES) / (2 * RATE)
    _set(actor, group_id, stored, Path(name).name[:100] or "music", seconds)


def take_off(actor: Actor, group_id: int) -> None:
    """Let who waits for the group hear what the installation plays."""
    require(actor, "setup.edit", ("group", group_id))
    _set(actor, group_id, "", "", 0.0)


def heard(group: HuntGroup) -> bytes:
    """The sound that who waits for the group hears, as a WAV file."""
    if group.music:
        try:
            with default_storage.open(group.music) as file:
                return bytes(file.read())
        except FileNotFoundError:
            raise NotFoundError(_("The file is not in the storage any more: upload it again.")) from None
    return Prompts(Path(settings.PROMPTS_DIR)).music(settings.MUSIC).read_bytes()


def _set(actor: Actor, group_id: int, stored: str, name: str, seconds: float) -> None:
    with transaction.atomic():
        group = HuntGroup.objects.select_for_update().filter(id=group_id, organisation_id=actor.organisation_id).first()
        if group is None:
            raise NotFoundError(_("There is no such hunt group."))
        before = group.music
        group.music, group.music_name, group.music_seconds = stored, name, seconds
        group.save(update_fields=["music", "music_name", "music_seconds"])
        audit(actor, "hunt group's music changed", f"group {group_id}", name=name)
        doorbell.ring("desk", organisation=actor.organisation_id, what="presence")
        forget(before)


def forget(stored: str) -> None:
    """Delete a file that no group plays any more, once the caller's transaction is committed."""
    if stored and not HuntGroup.objects.filter(music=stored).exists():
        transaction.on_commit(lambda: default_storage.delete(stored))


def _converted(content: bytes) -> bytes:
    try:
        done = _CONVERTING.run(content)
    except BusyError:
        raise _refused(_("Other files are being converted just now."), _("Try again in a minute.")) from None
    except TooLongError:
        raise _refused(_("It took too long to read this file.")) from None
    if done.returncode == Status.LENGTH:
        raise _refused(_("The music has to be between two seconds and five minutes long."))
    if done.returncode == Status.SILENT:
        raise _refused(_("Nothing is to be heard in this file."))
    if done.returncode != 0:
        raise _refused(_("This is no sound file that we can read."))
    return done.stdout


def _refused(problem: str, mend: str = "") -> FieldError:
    return FieldError("music", problem, mend or _("Upload a WAV, FLAC or OGG file of at most 15 MB and five minutes."))
