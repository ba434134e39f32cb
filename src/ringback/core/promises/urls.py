"""Addresses of the promises' pages."""

from django.urls import path

from ringback.core.promises import views

app_name = "promises"
urlpatterns = [
    path("policies/", views.policies, name="policies"),
    path("policies/<str:kind>/", views.policy, name="policy"),
    path("policies/<str:kind>/words/", views.preview, name="policy-words"),
    path("policies/<str:kind>/reset/", views.reset, name="policy-reset"),
    path("promises/of/<int:member_id>/", views.of_member, name="of-member"),
    path("promises/left/", views.left, name="left"),
]
