"""One's own workspace, and what one says of oneself there."""

from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, require
from ringback.base.database.vaults import Vault
from ringback.base.kit import phones
from ringback.base.kit.errors import FieldError, NotAllowedError
from ringback.base.kit.lines import one_line, paragraphs
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.words import SeekerWords

_LINES = {"name": 120, "phone": 40, "profession": 120}
_TEXTS = {"strengths": 1000, "benefit": 1000, "signature": 600}


def workspace_of(actor: Actor) -> Workspace:
    """The actor's own workspace. Raises NotAllowedError for everybody but the one it belongs to."""
    require(actor, "search.own")
    found = Workspace.objects.select_related("organisation").filter(organisation_id=actor.organisation_id)
    workspace = found.filter(member_id=actor.member_id or 0).first()
    if workspace is None:
        raise NotAllowedError(_("You have no job search here."))
    return workspace


def workspace_of_organisation(organisation_id: int) -> Workspace | None:
    """The workspace that the organisation is, for what is kept or described without anybody's asking; None: none."""
    found = Workspace.objects.select_related("organisation", "member__user")
    return found.filter(organisation_id=organisation_id).first()


def vault_of(workspace: Workspace) -> Vault:
    """What seals and opens the workspace's words. Raises SealError where its key is gone."""
    return Vault(workspace.key)


def seeker_words(workspace: Workspace) -> SeekerWords:
    """What the seeker says of themselves. Raises SealError."""
    return vault_of(workspace).unpack(SeekerWords, workspace.secret)


def save_seeker(actor: Actor, words: SeekerWords) -> SeekerWords:
    """Keep what the seeker says of themselves; the phone becomes E.164, read as of their country. Raises FieldError."""
    workspace = workspace_of(actor)
    fields = {name: one_line(getattr(words, name), most) for name, most in _LINES.items()}
    fields |= {name: paragraphs(getattr(words, name), most) for name, most in _TEXTS.items()}
    if not fields["name"]:
        raise FieldError("name", _("A name is needed."), _("Type yours, as letters are to be signed with it."))
    fields["phone"] = _number(fields["phone"], workspace.organisation.country)
    kept = SeekerWords(**fields)
    Workspace.objects.filter(pk=workspace.pk).update(secret=vault_of(workspace).pack(kept))
    return kept


def _number(text: str, country: str) -> str:
    if not text:
        return ""
    return phones.parse(text, country).e164
