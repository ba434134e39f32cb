"""How a site's widget shows itself: faces, logo, languages, variants of its texts, departments; checked and stored."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, require
from ringback.base.kit import ids
from ringback.base.kit.errors import FieldError, NotFoundError
from ringback.doors.website import logos, rules
from ringback.doors.website.models import Department, Site
from ringback.doors.website.services.sites import KEPT_CONSENTS, group_choices, locked
from ringback.doors.website.spoken import SPOKEN

LOGOS = "logos"
MOST_DEPARTMENTS = 12
MOST_PATTERNS = 20
_WORDS = {"title": 80, "text": 300, "button": 40}
_CONSENT_CHARACTERS = 1000
# What selectors are made of; a brace or a semicolon would be no selector, and "<" none either.
_SELECTOR = re.compile(r"[\w\s.#:*,>+~^$|=()\[\]\"'/-]{0,200}")
_PATTERN = re.compile(r"[/*][^\s?#]{0,199}")

Words = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class FaceValues:
    """What a person says of a site's faces. `languages`, `variants`: by language, see models.Site."""

    floating: bool = True
    opener: str = ""
    data_layer: bool = False
    languages: Words = field(default_factory=dict)
    variants: Words = field(default_factory=dict)
    talk: bool = False


@dataclass(frozen=True, slots=True)
class DepartmentValues:
    """What a person says of a department; `names` by language."""

    name: str
    group_id: int | None
    pages: Sequence[str] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def save_faces(actor: Actor, site_id: int, values: FaceValues) -> None:
    """Change how the site's widget shows itself. Raises FieldError, NotFoundError, NotAllowedError."""
    require(actor, "setup.edit", ("site", site_id))
    if not _SELECTOR.fullmatch(values.opener):
        raise FieldError("opener", _("This is no CSS selector."), _("Write it as .call-me or #contact a."))
    languages = _words(values.languages, _WORDS | {"consent": _CONSENT_CHARACTERS})
    variants = _words(values.variants, _WORDS)
    with transaction.atomic():
        site = locked(actor, site_id)
        site.faces = {
            "floating": values.floating,
            "opener": values.opener.strip(),
            "data_layer": values.data_layer,
            "talk": values.talk,
        }
        replaced = {text for words in site.languages.values() if (text := words.get("consent", ""))}
        earlier = site.consent_texts | {rules.consent_version(text): text for text in replaced}
        site.consent_texts = dict(list(earlier.items())[-KEPT_CONSENTS:])
        site.languages = {tag: words for tag, words in languages.items() if tag != site.language}
        site.variants = {tag: words for tag, words in variants.items() if any(words.values())}
        site.save(update_fields=["faces", "languages", "variants", "consent_texts"])
        audit(actor, "site.faces_changed", f"site {site_id}")


def save_logo(actor: Actor, site_id: int, content: bytes | None) -> None:
    """Put a logo on the widget, or take it off. Raises FieldError for what is no small picture."""
    require(actor, "setup.edit", ("site", site_id))
    made = "" if content is None else f"{sha256(content).hexdigest()[:32]}.{logos.kind_of(content)}"
    if content is not None and not default_storage.exists(f"{LOGOS}/{made}"):
        default_storage.save(f"{LOGOS}/{made}", ContentFile(content))
    with transaction.atomic():
        site = locked(actor, site_id)
        site.logo.name = f"{LOGOS}/{made}" if made else ""
        site.save(update_fields=["logo"])
        audit(actor, "site.logo_changed", f"site {site_id}")


def read_logo(name: str) -> bytes | None:
    """The stored logo `name`, or None: names are made from what is in them, so whoever knows one has seen it."""
    path = f"{LOGOS}/{name}"
    if not logos.NAME.fullmatch(name) or not default_storage.exists(path):
        return None
    with default_storage.open(path) as file:
        return bytes(file.read(logos.MOST_BYTES))


def departments_of(site: Site) -> list[Department]:
    """The site's departments in their order, with their groups."""
    return list(Department.objects.filter(site=site).select_related("group").order_by("position", "id"))


def save_department(actor: Actor, site_id: int, department_id: int | None, values: DepartmentValues) -> Department:
    """Make or change a department. Raises FieldError, NotFoundError."""
    require(actor, "setup.edit", ("site", site_id))
    name = rules.one_line(values.name, 60)
    if not name:
        raise FieldError("name", _("A department needs a name."), _("Name it as visitors would."))
    if values.group_id is not None and values.group_id not in dict(group_choices(actor)):
        raise FieldError("group", _("There is no such hunt group."), _("Choose one from the list."))
    with transaction.atomic():
        site = locked(actor, site_id)
        count = Department.objects.filter(site=site).count()
        if department_id is None and count >= MOST_DEPARTMENTS:
            raise FieldError("name", _("A site has at most 12 departments."), _("Delete one first."))
        made = Department(site=site, key=_key(site, name), position=count) if department_id is None else None
        department = made or _department(site, department_id or 0)
        department.name, department.group_id = name, values.group_id
        department.pages = patterns("pages", values.pages)
        department.names = {tag: rules.one_line(text, 60) for tag, text in values.names.items() if text.strip()}
        department.save()
        audit(actor, "site.department_saved", f"site {site_id}")
    return department


def delete_department(actor: Actor, site_id: int, department_id: int) -> None:
    """Delete a department: who asks for it from now on reaches the site's own group. Raises NotFoundError."""
    require(actor, "setup.edit", ("site", site_id))
    with transaction.atomic():
        _department(locked(actor, site_id), department_id).delete()
        audit(actor, "site.department_deleted", f"site {site_id}")


def move_department_up(actor: Actor, site_id: int, department_id: int) -> None:
    """Offer a department before the one that is before it now. Raises NotFoundError."""
    require(actor, "setup.edit", ("site", site_id))
    with transaction.atomic():
        site = locked(actor, site_id)
        order, moved = departments_of(site), _department(site, department_id)
        place = order.index(moved)
        order.insert(max(0, place - 1), order.pop(place))
        for position, one in enumerate(order):
            one.position = position
        Department.objects.bulk_update(order, ["position"])
        audit(actor, "site.department_moved", f"site {site_id}", department=department_id)


def patterns(name: str, given: Sequence[str]) -> list[str]:
    """Patterns of paths, as "/tents/*". Raises FieldError on the field `name`."""
    found = [text.strip() for text in given if text.strip()]
    wrong = next((text for text in found if not _PATTERN.fullmatch(text)), None)
    if wrong is not None:
        raise FieldError(
            name, _("“%(text)s” is no path.") % {"text": wrong[:40]}, _("Write /tents or /tents/*, one a line.")
        )
    if len(found) > MOST_PATTERNS:
        raise FieldError(name, _("At most 20 paths."), _("Use * for many pages at once."))
    return list(dict.fromkeys(found))


def _department(site: Site, department_id: int) -> Department:
    found = Department.objects.filter(site=site, id=department_id).first()
    if found is None:
        raise NotFoundError(_("There is no such department."))
    return found


def _key(site: Site, name: str) -> str:
    """A key that pages can name: made from the name, and unique on the site."""
    key = slugify(name)[:30] or ids.public_id()[-8:]
    taken = set(Department.objects.filter(site=site).values_list("key", flat=True))
    return next(one for one in (key, *(f"{key}-{number}" for number in range(2, 99))) if one not in taken)


def _words(given: Words, most: Mapping[str, int]) -> dict[str, dict[str, str]]:
    unknown = [tag for tag in given if tag not in dict(SPOKEN)]
    if unknown:
        raise FieldError("languages", _("Ringback does not speak this language."), _("Choose one from the list."))
    return {
        tag: {name: rules.one_line(words.get(name, ""), length) for name, length in most.items()}
        for tag, words in given.items()
    }
