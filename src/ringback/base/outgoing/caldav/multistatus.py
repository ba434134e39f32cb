"""What WebDAV servers answer (RFC 4918): XML with a status for each resource; nothing in it is believed or expanded."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from ringback.base.outgoing.caldav.errors import StrangeError

DAV, CALDAV, CALENDARSERVER = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{http://calendarserver.org/ns/}"
MOST_RESPONSES = 20_000


class _NoDoctype(TreeBuilder):
    """A tree of elements; a document that brings definitions of its own means no good."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise StrangeError("The answer defines a document type of its own.")


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of the answer: its `href` as the server wrote it, and the properties it has."""

    href: str
    found: tuple[Element, ...]

    def text(self, name: str) -> str:
        """The text of a property, "" without it."""
        return next((one.text or "" for one in self.found if one.tag == name), "").strip()

    def inside(self, name: str) -> list[Element]:
        """The elements within a property, at any depth."""
        return [inner for one in self.found if one.tag == name for inner in one.iter() if inner is not one]

    def has(self, name: str, within: str) -> bool:
        """Whether the property holds such an element."""
        return any(inner.tag == name for inner in self.inside(within))

    def link(self, name: str) -> str:
        """The address that a property holds, "" without one."""
        hrefs = (inner.text or "" for inner in self.inside(name) if inner.tag == f"{DAV}href")
        return next(hrefs, "").strip()


def read(body: bytes) -> list[Resource]:
    """The resources of a multistatus answer. Raises StrangeError for what is none."""
    parser = XMLParser(target=_NoDoctype())
    try:
        parser.feed(body)
        root = parser.close()
    except (ParseError, ValueError, LookupError) as error:
        raise StrangeError(f"The answer is no XML: {error}") from error
    if root.tag != f"{DAV}multistatus":
        raise StrangeError("The answer is no list of resources.")
    return list(_resources(root))


def _resources(root: Element) -> Iterator[Resource]:
    for response in root.findall(f"{DAV}response")[:MOST_RESPONSES]:
        found: list[Element] = []
        for stat in response.findall(f"{DAV}propstat"):
            if " 200" in (stat.findtext(f"{DAV}status") or ""):
                for prop in stat.findall(f"{DAV}prop"):
                    found += list(prop)
        yield Resource((response.findtext(f"{DAV}href") or "").strip(), tuple(found))
