"""The address that visitors get in a confirmation."""

from django.urls import path

from ringback.doors.website.choosing import views

app_name = "choosing"
urlpatterns = [path("c/<str:link>", views.chosen, name="chosen")]
