"""The tables of the voice channel, for the operator: to look at, since the admin knows no generation and no scope."""

from django.contrib import admin

from ringback.base.accounts.operator_site import OperatorAdmin, site
from ringback.channels.voice.models import Agent, Call, CallCommand, CallEvent, HuntGroup, Leg, Recording, Trunk


@admin.register(Trunk, site=site)
class TrunkAdmin(OperatorAdmin):
    """Trunks and whether they are registered. One that does harm is switched off here."""

    list_display = ("name", "organisation", "host", "active", "registers", "state", "state_detail", "state_at")
    list_filter = ("active", "registers", "state")
    list_select_related = ("organisation",)
    editable = ("active", "channels")


@admin.register(Agent, site=site)
class AgentAdmin(OperatorAdmin):
    """Who takes calls."""

    list_display = ("name", "organisation", "presence", "active")
    list_filter = ("presence", "active")
    list_select_related = ("organisation",)


@admin.register(HuntGroup, site=site)
class HuntGroupAdmin(OperatorAdmin):
    """Whom calls are hunted through."""

    list_display = ("name", "organisation", "trunk", "strategy", "record", "press_to_accept")
    list_select_related = ("organisation", "trunk")


@admin.register(Call, site=site)
class CallAdmin(OperatorAdmin):
    """Calls and how they ended."""

    list_display = ("call_id", "organisation", "stage", "outcome", "detail", "planned_at", "ended_at", "talk_seconds")
    list_filter = ("stage", "outcome")
    list_select_related = ("organisation",)
    search_fields = ("call_id", "key")
    show_full_result_count = False


@admin.register(Leg, site=site)
class LegAdmin(OperatorAdmin):
    """Parties of calls."""

    list_display = ("call", "number", "role", "cause", "sip_code", "dialled_at", "ended_at")
    list_filter = ("role", "cause")
    list_select_related = ("call",)
    search_fields = ("call__call_id", "sip_call_id")
    show_full_result_count = False


@admin.register(CallEvent, site=site)
class CallEventAdmin(OperatorAdmin):
    """What happened, as it happened."""

    list_display = ("call", "at", "kind", "leg")
    list_filter = ("kind",)
    list_select_related = ("call",)
    search_fields = ("call__call_id",)
    show_full_result_count = False


@admin.register(CallCommand, site=site)
class CallCommandAdmin(OperatorAdmin):
    """What was asked of calls under way."""

    list_display = ("call", "kind", "created_at", "done_at")
    list_select_related = ("call",)


@admin.register(Recording, site=site)
class RecordingAdmin(OperatorAdmin):
    """Recordings on their way to a file."""

    list_display = ("call", "state", "error", "tries", "duration_seconds", "bytes", "lost_packets", "ready_at")
    list_filter = ("state",)
    list_select_related = ("call",)
    search_fields = ("call__call_id",)
    show_full_result_count = False
