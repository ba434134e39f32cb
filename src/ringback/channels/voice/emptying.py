"""Taking out of calls what tells who was called and what was said: for erasures, and for calls that keep no words."""

from collections.abc import Iterable

from ringback.channels.voice.models import Call, CallCommand, CallEvent, Leg


def empty(call_ids: Iterable[int]) -> None:
    """Take number, name, words and addresses out of calls and all that hangs on them; the rows stay to be counted."""
    ids = list(call_ids)
    Call.objects.filter(id__in=ids).update(person=None, number="", plan={}, note="", detail="")
    Leg.objects.filter(call_id__in=ids, role="visitor").update(address="", dialog={}, reason="")
    Leg.objects.filter(call_id__in=ids).update(sip_call_id="", dialog={})
    CallEvent.objects.filter(call_id__in=ids).update(detail={})
    CallCommand.objects.filter(call_id__in=ids).update(detail={})
