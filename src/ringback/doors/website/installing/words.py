"""What was found on a page, in words for who looks after the site, each with its mend."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ringback.doors.website.installing.rules import Finding
from ringback.doors.website.installing.services import Look


def told(look: Look) -> Iterator[tuple[str, str]]:
    """(tone, words) of each thing to say: tone "good", "wait" or "bad"; the verdict first."""
    if look.trouble:
        yield "bad", _("%(url)s could not be looked at.") % {"url": look.url} + " " + look.trouble
        return
    for finding in look.findings:
        yield _TONES.get(finding, "bad"), _words(finding)


_TONES = {Finding.LIVE: "good", Finding.TWICE: "wait", Finding.TAG_MANAGER: "wait"}


def _words(finding: Finding) -> str:
    return {
        Finding.LIVE: _("The line is on the page."),
        Finding.TWICE: _("It stands there twice. One widget is shown all the same; take one line away."),
        Finding.OTHER_SITE: _("The page has the line of another site. Put this site's line in its place."),
        Finding.OTHER_SERVER: _("The line names another server. Copy it anew from here: its address must be ours."),
        Finding.COMMENTED: _("The line stands in a comment, where browsers pass over it. Take the comment marks away."),
        Finding.NOT_FOUND: _("The line is not on the page. If you have just put it there, empty your site's cache."),
        Finding.TAG_MANAGER: _(
            "The line is not in the page's source, but a tag manager is: it may bring the line along. "
            "Publish its container, open the page in a browser, and see whether it is noted above as seen."
        ),
        Finding.SCRIPTS_BARRED: _("But the page's security policy bars our script. Add our address to its script-src."),
        Finding.REQUESTS_BARRED: _(
            "But the page's security policy bars requests to us. Add our address to its connect-src."
        ),
    }[finding]
