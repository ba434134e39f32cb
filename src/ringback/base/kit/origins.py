"""Origins of pages, read strictly."""

from urllib.parse import urlsplit


def origin_of(text: str) -> str | None:
    """The origin (scheme://host[:port], lower case, no default port) in `text`; None when there is none.

    A page's full address will do. International host names come out as browsers send them.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port
        host = host if ":" in host else host.encode("idna").decode()
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        return None
    shown = f"[{host}]" if ":" in host else host.lower()
    default = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{shown}" + (f":{port}" if port and port != default else "")
