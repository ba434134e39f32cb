"""The door of accounts: who is acting, what they may do, and the verbs on organisations and their teams."""

from ringback.base.accounts.rules import GrantValue, Reach
from ringback.base.accounts.services.actors import (
    Actor,
    actor_for,
    actor_of_member,
    email_of,
    grants_of,
    may_somewhere,
    require,
    require_reach,
    system_actor,
)
from ringback.base.accounts.services.auditing import audit, audit_installation
from ringback.base.accounts.services.dialling import (
    dialling_stopped,
    installation_stopped,
    resume_dialling,
    resume_installation,
    stop_dialling,
    stop_installation,
    stop_until,
)
from ringback.base.accounts.services.holding import (
    HELD_SINCE_MIGRATION,
    HOLD_SQL,
    hold_installation,
    installation_held,
    restore_done,
)
from ringback.base.accounts.services.invitations import (
    Offer,
    accept_invitation,
    invite,
    read_invitation,
    withdraw_invitation,
)
from ringback.base.accounts.services.members import MemberContact, contact_of, leads_of, member_names, who_may
from ringback.base.accounts.services.organisations import (
    change_organisation,
    currency_of,
    first_organisation_id,
    may_open_organisation,
    open_organisation,
    organisation_ids,
    organisation_name,
    organisation_of,
    organisations_of,
    place_of,
    when_organisation_opened,
)
from ringback.base.accounts.services.places import country_choices, country_name, zone_choices
from ringback.base.accounts.services.scopes import offers_scope, scope_choices
from ringback.base.accounts.services.sweeping import sweep_accounts
from ringback.base.accounts.services.team import change_grants, remove_member, rename_user, when_member_removed
from ringback.base.accounts.services.tokens import actor_for_token, make_token, revoke_token

__all__ = [
    "HELD_SINCE_MIGRATION",
    "HOLD_SQL",
    "Actor",
    "GrantValue",
    "MemberContact",
    "Offer",
    "Reach",
    "accept_invitation",
    "actor_for",
    "actor_for_token",
    "actor_of_member",
    "audit",
    "audit_installation",
    "change_grants",
    "change_organisation",
    "contact_of",
    "country_choices",
    "country_name",
    "currency_of",
    "dialling_stopped",
    "email_of",
    "first_organisation_id",
    "grants_of",
    "hold_installation",
    "installation_held",
    "installation_stopped",
    "invite",
    "leads_of",
    "make_token",
    "may_open_organisation",
    "may_somewhere",
    "member_names",
    "offers_scope",
    "open_organisation",
    "organisation_ids",
    "organisation_name",
    "organisation_of",
    "organisations_of",
    "place_of",
    "read_invitation",
    "remove_member",
    "rename_user",
    "require",
    "require_reach",
    "restore_done",
    "resume_dialling",
    "resume_installation",
    "revoke_token",
    "scope_choices",
    "stop_dialling",
    "stop_installation",
    "stop_until",
    "sweep_accounts",
    "system_actor",
    "when_member_removed",
    "when_organisation_opened",
    "who_may",
    "withdraw_invitation",
    "zone_choices",
]
