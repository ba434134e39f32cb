"""The keys of an installation: from the environment, or made once and kept in the data folder."""

import base64
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric import ec

SEAL = "seal"
SECRET = "secret"
PUSH = "push"
# What a house must keep beside what seals: without them sessions end, and devices have to be signed up again.
NAMED = (SECRET, PUSH)


def kept(folder: Path, name: str, made: str) -> str:
    """The text of `folder`/keys/`name`, written with `made` if it is not there; private to its owner."""
    place = folder / "keys" / name
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return place.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(made + "\n")
    return made


def seal_keys(folder: Path) -> list[str]:
    """The keys that seal secrets when RINGBACK_KEYS names none, newest first, a line each."""
    return kept(folder, SEAL, Fernet.generate_key().decode()).split()


def seal_keys_here(folder: Path) -> list[str]:
    """The kept sealing keys as they are; none is made."""
    place = folder / "keys" / SEAL
    return place.read_text().split() if place.exists() else []


def push_key(folder: Path) -> str:
    """The key by which push services know this installation: a number on the curve P-256, in base64."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return kept(folder, PUSH, base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("="))


def secret_key(folder: Path) -> str:
    """The key that signs sessions when RINGBACK_SECRET_KEY is empty."""
    return kept(folder, SECRET, secrets.token_urlsafe(48))
