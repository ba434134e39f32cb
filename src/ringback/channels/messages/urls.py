"""Addresses of the messages pages, and of the public one on which a person leaves."""

from django.urls import path, re_path

from ringback.channels.messages.inbox import views as inbox
from ringback.channels.messages.notices import views as notices
from ringback.channels.messages.offers import views as offers
from ringback.channels.messages.views import leaving, outbox, texts
from ringback.channels.messages.webhooks import views as webhooks

app_name = "correspondence"
urlpatterns = [
    path("o/<str:token>", leaving.leaving, name="leaving"),
    path("messages/", outbox.outbox, name="outbox"),
    path("messages/inbox/", inbox.inbox, name="inbox"),
    path("messages/inbox/files/<int:part_id>/", inbox.inbound_file, name="inbound-file"),
    path("messages/inbox/<str:inbound_id>/", inbox.inbound, name="inbound"),
    path("messages/inbox/<str:inbound_id>/do/", inbox.inbound_act, name="inbound-act"),
    path("messages/texts/", texts.texts, name="texts"),
    path("messages/texts/<str:kind>/<str:language>/", texts.text, name="text"),
    path("messages/texts/<str:kind>/<str:language>/preview/", texts.preview, name="text-preview"),
    path("messages/texts/<str:kind>/<str:language>/test/", texts.test, name="text-test"),
    path("messages/texts/<str:kind>/<str:language>/reset/", texts.reset, name="text-reset"),
    path("messages/sender/", texts.sender, name="sender"),
    path("messages/sender/inlet/", texts.renew_inlet, name="inlet-renew"),
    path("messages/<str:message_id>/", outbox.message, name="message"),
    path("messages/<str:message_id>/body", outbox.body, name="body"),
    path("messages/<str:message_id>/again/", outbox.again, name="again"),
    re_path(r"^messages/(?P<message_id>\w+)/(?P<deed>now|back|arrived|lost)/$", outbox.act, name="act"),
    path("offers/", offers.offers, name="offers"),
    path("offers/new/", offers.new, name="offer-new"),
    path("offers/preview/", offers.preview, name="offer-preview"),
    path("offers/audience/", offers.audience, name="offer-audience"),
    path("offers/<str:offer_id>/", offers.offer, name="offer"),
    path("offers/<str:offer_id>/seen/<str:language>/", offers.seen, name="offer-seen"),
    path("offers/<str:offer_id>/send/", offers.send, name="offer-send"),
    path("offers/<str:offer_id>/stop/", offers.stop, name="offer-stop"),
    path("offers/<str:offer_id>/discard/", offers.discard, name="offer-discard"),
    path("offers/<str:offer_id>/copy/", offers.copy, name="offer-copy"),
    path("notices/", notices.notices, name="notices"),
    path("notices/bell/", notices.bell, name="bell"),
    path("notices/seen/", notices.seen, name="notices-seen"),
    path("notices/<int:notice_id>/", notices.opened, name="notice"),
    path("notices/wishes/", notices.wishes_page, name="wishes"),
    path("notices/devices/", notices.add_device, name="device-new"),
    path("notices/devices/remove/", notices.remove_this, name="device-remove-this"),
    path("notices/devices/<int:device_id>/remove/", notices.remove_device, name="device-remove"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/new/", webhooks.webhook, name="webhook-new"),
    path("webhooks/<int:webhook_id>/", webhooks.webhook, name="webhook"),
    path("webhooks/<int:webhook_id>/do/", webhooks.act, name="webhook-act"),
    path("webhooks/<int:webhook_id>/delete/", webhooks.delete, name="webhook-delete"),
    path("webhooks/deliveries/<str:delivery_id>/", webhooks.delivery, name="webhook-delivery"),
    path("webhooks/deliveries/<str:delivery_id>/again/", webhooks.again, name="webhook-again"),
]
