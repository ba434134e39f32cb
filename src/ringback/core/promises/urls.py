"""Addresses of the promises' pages."""

from django.urls import path

from ringback.core.promises import policy_views, views

app_name = "promises"
urlpatterns = [
    path("policies/", policy_views.policies, name="policies"),
    path("policies/door/<str:door>/", policy_views.door_policy, name="door-policy"),
    path("policies/door/<str:door>/words/", policy_views.door_preview, name="door-policy-words"),
    path("policies/door/<str:door>/reset/", policy_views.door_reset, name="door-policy-reset"),
    path("policies/<str:kind>/", policy_views.policy, name="policy"),
    path("policies/<str:kind>/words/", policy_views.preview, name="policy-words"),
    path("policies/<str:kind>/reset/", policy_views.reset, name="policy-reset"),
    path("promises/of/<int:member_id>/", views.of_member, name="of-member"),
    path("promises/left/", views.left, name="left"),
]
