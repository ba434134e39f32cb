"""Addresses of the team's pages, below /team/."""

from django.urls import path

from ringback.base.accounts.views import invitations, organisations, team, tokens

app_name = "accounts"

urlpatterns = [
    path("", team.team, name="team"),
    path("members/<int:member_id>/", team.member, name="member"),
    path("members/<int:member_id>/remove/", team.remove, name="remove"),
    path("members/<int:member_id>/second-factor/", team.second_factor, name="second-factor"),
    path("invite/", invitations.invite, name="invite"),
    path("invitations/<int:invitation_id>/withdraw/", invitations.withdraw, name="withdraw"),
    path("join/<str:token>/", invitations.accept, name="accept"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<int:token_id>/revoke/", tokens.revoke, name="revoke"),
    path("audit/", tokens.audit, name="audit"),
    path("organisation/", organisations.organisation, name="organisation"),
    path("open/", organisations.open_organisation, name="open"),
    path("switch/", organisations.switch, name="switch"),
    path("you/", organisations.profile, name="profile"),
]
