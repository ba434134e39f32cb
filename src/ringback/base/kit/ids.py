"""Identifiers: public ones that sort by time, and secrets that cannot be guessed."""

import os
import secrets
import time


def public_id() -> str:
    """A version 7 UUID as 32 hex digits: unique, ordered by creation, safe to show."""
    milliseconds = time.time_ns() // 1_000_000
    number = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    number &= ~(0xF << 76)
    number |= 0x7 << 76
    number &= ~(0x3 << 62)
    number |= 0x2 << 62
    return f"{number:032x}"


def secret_token() -> str:
    """192 random bits, URL-safe: whoever holds it may act, so it is stored hashed or looked up exactly."""
    return secrets.token_urlsafe(24)
