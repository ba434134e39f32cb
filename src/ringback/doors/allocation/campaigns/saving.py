"""Saving what a page of several rows says."""

from collections.abc import Callable

from django.contrib import messages

from ringback.base.accounts.access import MemberRequest
from ringback.base.kit.errors import ConflictError, FieldError


def refused(request: MemberRequest, save: Callable[[], object], done: str) -> str:
    """Run `save` and tell the member that it is `done`; else why it was refused, in words."""
    try:
        save()
    except (FieldError, ConflictError) as error:
        return error.words
    messages.success(request, done)
    return ""
