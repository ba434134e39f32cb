"""Pages of the team: members, invitations, tokens, the audit log, the organisation."""
