"""The door of the website slice: sites, and the callbacks that visitors ask for on them."""

from ringback.doors.website.services.following import (
    Followed,
    cancel,
    created_at,
    find,
    request_progress,
    shown_progress,
)
from ringback.doors.website.services.requests import (
    Receipt,
    Wish,
    check_wish,
    own_facts,
    read_phone,
    request_callback,
    request_through_api,
)
from ringback.doors.website.services.sites import (
    SiteValues,
    delete_site,
    group_choices,
    pause_site,
    save_site,
    site_choices,
    site_of,
    sites_of,
)
from ringback.doors.website.services.snapshots import (
    SEEN_EVERY,
    SiteFacts,
    all_origins,
    facts_by_key,
    mark_seen,
)

__all__ = [
    "SEEN_EVERY",
    "Followed",
    "Receipt",
    "SiteFacts",
    "SiteValues",
    "Wish",
    "all_origins",
    "cancel",
    "check_wish",
    "created_at",
    "delete_site",
    "facts_by_key",
    "find",
    "group_choices",
    "mark_seen",
    "own_facts",
    "pause_site",
    "read_phone",
    "request_callback",
    "request_progress",
    "request_through_api",
    "save_site",
    "shown_progress",
    "site_choices",
    "site_of",
    "sites_of",
]
