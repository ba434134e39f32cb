"""Addresses of the desk itself."""

from django.urls import path

from ringback.desk import mine, missed_page, pop, promise_page, several, start, stream, views

app_name = "desk"
urlpatterns = [
    path("", views.today_page, name="today"),
    path("desk/today/", views.today_part, name="today-list"),
    path("desk/uncertain/<int:attempt_id>/", views.clear_uncertain, name="clear-uncertain"),
    path("desk/promises/", several.open_promises, name="promises"),
    path("desk/promises/several/", several.several, name="several"),
    path("desk/promise/<int:promise_id>/", promise_page.promise, name="promise"),
    path("desk/count/<slug:slug>/", views.count, name="count"),
    path("my-calls/", mine.mine, name="my-calls"),
    path("missed/", missed_page.missed_list, name="missed"),
    path("missed/<int:missed_id>/", missed_page.missed_one, name="missed-one"),
    path("desk/pop/", pop.pop, name="pop"),
    path("desk/pop/later/", pop.put_off, name="pop-later"),
    path("desk/presence/", views.presence, name="presence"),
    path("desk/stopped/", views.stopped, name="stopped"),
    path("desk/dialling/", views.dialling, name="dialling"),
    path("start/", start.start, name="start"),
    path("start/<slug:slug>/", start.step, name="start-step"),
    path("start/<slug:slug>/skip/", start.skip, name="start-skip"),
    path("desk/events", stream.events, name="events"),
]
