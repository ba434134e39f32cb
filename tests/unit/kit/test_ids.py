"""Identifiers sort by time and do not repeat."""

import uuid

from ringback.base.kit import ids


def test_public_ids_are_version_7_uuids() -> None:
    made = uuid.UUID(ids.public_id())
    assert (made.version, made.variant) == (7, uuid.RFC_4122)


def test_public_ids_do_not_repeat() -> None:
    assert len({ids.public_id() for _ in range(10_000)}) == 10_000


def test_secrets_carry_192_bits() -> None:
    assert len(ids.secret_token()) == 32
