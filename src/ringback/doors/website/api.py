"""The JSON API of the website door: sites, and callbacks asked for or followed by programs."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ringback.base.accounts.access import TokenRequest
from ringback.doors.website import reads, rules, services
from ringback.doors.website.services import Wish

router = Router(tags=["website"])


class SiteOut(Schema):
    """A site: its key, and the consent text (with its version) that people must agree to."""

    id: int
    key: str
    name: str
    origins: list[str]
    country: str
    countries: list[str]
    consent_text: str
    consent_version: str
    paused: bool


class ConsentIn(Schema):
    """That the person agreed, and to which version of the site's text."""

    version: str = Field(max_length=40)
    accepted: bool


class CallbackIn(Schema):
    """Somebody to call back, who has agreed to it."""

    site: str = Field(max_length=40, description="The site's key.")
    phone: str = Field(max_length=40)
    consent: ConsentIn
    name: str = Field("", max_length=120)
    page: str = Field("", max_length=500)
    referrer: str = Field("", max_length=500)
    zone: str = Field("", max_length=64, description="IANA time zone of the person.")
    language: str = Field("", max_length=8)


class CallbackOut(Schema):
    """A request and how it stands. `phone` is masked for tokens that may not see numbers."""

    id: int
    site: str
    phone: str
    name: str
    page: str
    referrer: str
    state: str
    final: bool
    created_at: datetime
    connected_at: datetime | None
    retry_at: datetime | None
    seconds_waited: float


class CallbackPage(Schema):
    """Callbacks, newest first; `next` is the `before` of the page after, or null at the end."""

    items: list[CallbackOut]
    next: int | None


class CallbackQuery(Schema):
    """Which callbacks to list."""

    site: str = Field("", max_length=40, description="Only of the site with this key.")
    before: int | None = Field(None, description="Only older than the callback with this id.")
    limit: int = Field(50, ge=1, le=100)


@router.get("/sites", response=list[SiteOut], summary="Sites")
def sites(request: TokenRequest) -> list[object]:
    """The sites within the token's reach, by name."""
    return list(services.sites_of(request.auth))


@router.get("/callbacks", response=CallbackPage, summary="Callbacks, newest first")
def callbacks(request: TokenRequest, query: Query[CallbackQuery]) -> dict[str, object]:
    """Callbacks of the sites within the token's reach."""
    rows = reads.callbacks(request.auth, site_key=query.site, before=query.before, most=query.limit + 1)
    page = rows[: query.limit]
    return {"items": page, "next": page[-1].id if len(rows) > query.limit else None}


@router.get("/callbacks/{int:callback_id}", response=CallbackOut, summary="One callback")
def callback(request: TokenRequest, callback_id: int) -> reads.CallbackRow:
    """One callback and how it stands."""
    return reads.callback(request.auth, callback_id)


@router.post("/callbacks", response={201: CallbackOut, 200: CallbackOut}, summary="Ask for a callback")
def ask(request: TokenRequest, body: CallbackIn) -> Status[reads.CallbackRow]:
    """201 for a new request; 200 when the number is waiting for a call from this site already.

    An `Idempotency-Key` header makes a repetition return what the first time made.
    """
    if not body.consent.accepted:
        raise rules.no_consent()
    site = services.own_facts(request.auth, body.site)
    wish = Wish(
        phone=services.read_phone(site, body.phone),
        consent_version=body.consent.version,
        name=rules.one_line(body.name, 120),
        page=rules.web_address(body.page),
        referrer=rules.web_address(body.referrer),
        zone=rules.one_line(body.zone, 64),
        language=rules.one_line(body.language, 8),
        key=rules.key_of(_header(request, "Idempotency-Key")),
    )
    receipt = services.request_through_api(request.auth, site, wish)
    return Status(200 if receipt.repeated else 201, reads.callback(request.auth, receipt.request_id))


def _header(request: HttpRequest, name: str) -> str:
    return str(request.headers.get(name, ""))
