"""How a page tells what came of a form."""

from django.forms import Form

from ringback.base.edge import forms as edge_forms
from ringback.base.kit.errors import ConflictError, FieldError, NotAllowedError

# What a service refuses, and the form shows beside what was typed.
Refused = (FieldError, ConflictError, NotAllowedError)


def show_refusal(form: Form, error: Exception) -> None:
    """Put a service's refusal beside the field it names, or above the form."""
    edge_forms.show_refusal(form, error, {"scope": "reach"})
