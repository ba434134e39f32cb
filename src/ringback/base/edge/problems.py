"""Problem details (RFC 9457): what a refused request is told, for programs and for people."""

from collections.abc import Mapping, Sequence

import msgspec
from django.utils.translation import gettext as _
from starlette.responses import Response

from ringback.base.edge.limits import LimitError
from ringback.base.kit.errors import (
    ConflictError,
    FieldError,
    NotAllowedError,
    NotFoundError,
    RingbackError,
    StoppedError,
)

MEDIA_TYPE = "application/problem+json"
_TYPE = "urn:ringback:problem:"
_PLAIN = {
    NotAllowedError: (403, "not-allowed", "That is not allowed"),
    NotFoundError: (404, "not-found", "There is no such thing here"),
    ConflictError: (409, "conflict", "That is in the way of something else"),
    StoppedError: (503, "dialling-stopped", "Dialling is stopped"),
}
_STOPPED_RETRY_SECONDS = 300


class FieldProblem(msgspec.Struct, frozen=True):
    """One wrong field: its name as it was sent, what is wrong, and how to mend it."""

    field: str
    problem: str
    mend: str


class Body(msgspec.Struct, frozen=True, omit_defaults=True):
    """The JSON of a problem, as RFC 9457 names its members, with `errors` and `retry_after` beside them."""

    type: str
    title: str
    status: int
    detail: str = ""
    errors: Sequence[FieldProblem] = ()
    retry_after: int | None = None


class ProblemError(Exception):
    """A request that ends here. `kind` is the last part of the type's URN, `retry_after` whole seconds."""

    def __init__(
        self,
        status: int,
        kind: str,
        title: str,
        detail: str = "",
        errors: Sequence[FieldProblem] = (),
        retry_after: int | None = None,
    ) -> None:
        super().__init__(kind)
        self.body = Body(_TYPE + kind, title, status, detail, errors, retry_after)

    @property
    def status(self) -> int:
        return self.body.status


class OverloadedError(ProblemError):
    """More is waiting than can be done in time: the sender should come again."""

    def __init__(self, retry_after: int = 2) -> None:
        super().__init__(503, "overloaded", "Too much at once", "Please try again.", retry_after=retry_after)


def response(problem: ProblemError, headers: Mapping[str, str] | None = None) -> Response:
    """The HTTP response of a problem; Retry-After is in the header too."""
    sent = {"Cache-Control": "no-store", **(headers or {})}
    if problem.body.retry_after is not None:
        sent["Retry-After"] = str(problem.body.retry_after)
    return Response(msgspec.json.encode(problem.body), problem.status, sent, MEDIA_TYPE)


def from_error(error: RingbackError) -> ProblemError:
    """An error of a use case as a problem, its words in the language that is active."""
    if isinstance(error, FieldError):
        wrong = FieldProblem(error.field, _(error.problem), _(error.mend))
        return ProblemError(422, "fields", _("Something is to be corrected"), wrong.problem, [wrong])
    if isinstance(error, LimitError):
        kind_of = f"limit-{error.which}"
        return ProblemError(429, kind_of, _("Too many requests"), _(str(error)), (), error.retry_after_seconds)
    for kind, (status, name, title) in _PLAIN.items():
        if isinstance(error, kind):
            retry = _STOPPED_RETRY_SECONDS if kind is StoppedError else None
            return ProblemError(status, name, _(title), _(str(error)) if str(error) else "", (), retry)
    return unexpected()


def away() -> ProblemError:
    """What is told while the database does not answer: it is worth coming again."""
    return ProblemError(503, "unavailable", "We cannot take this just now", "Please try again.", retry_after=5)


def unexpected() -> ProblemError:
    """What is told when the fault is ours; the reason stands in the log, never in the answer."""
    return ProblemError(500, "unexpected", "Something went wrong on our side", "It has been noted.")
