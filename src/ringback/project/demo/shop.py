"""The demo shop: a page of some shop with the widget's script tag, beside the phones it rings.

`python -m ringback.project.demo.shop --port P --site KEY --web URL --phones URL`
"""

import argparse
from functools import partial
from html import escape
from pathlib import Path
from string import Template

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from ringback.project.demo.account import EMAIL, PASSWORD

STATIC = Path(__file__).parent / "static" / "shop"


# As strict as a careful shop's would be, so that the widget is seen to live with it.
_POLICIES = {
    "stage.html": "script-src 'self'; frame-src 'self' $phones; frame-ancestors 'none'",
    "tents.html": "script-src $web; connect-src $web; frame-ancestors 'self'",
}
_ALWAYS = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "


async def _page(values: dict[str, str], name: str, _: Request) -> HTMLResponse:
    text = (STATIC / name).read_text(encoding="utf-8")
    safe = {key: escape(value) for key, value in values.items()}
    policy = _ALWAYS + Template(_POLICIES[name]).substitute(values)
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-cache"}
    return HTMLResponse(Template(text).substitute(safe), headers=headers)


def app(site: str, web: str, phones: str) -> Starlette:
    """`/` shows the shop and the phones side by side, `/tents` the shop alone, as a visitor would see it."""
    values = {"site": site, "web": web, "phones": phones, "email": EMAIL, "password": PASSWORD}
    return Starlette(
        routes=[
            Route("/", partial(_page, values, "stage.html")),
            Route("/tents", partial(_page, values, "tents.html")),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]
    )


def main() -> None:
    """Serve the shop on loopback until a signal."""
    parser = argparse.ArgumentParser(description="The demo shop.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--site", required=True)
    parser.add_argument("--web", required=True)
    parser.add_argument("--phones", required=True)
    options = parser.parse_args()
    served = app(options.site, options.web, options.phones)
    uvicorn.run(served, host="127.0.0.1", port=options.port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
