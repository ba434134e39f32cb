"""How a page tells what came of a form."""

from django.forms import Form

from ringback.base.kit.errors import ConflictError, FieldError, NotAllowedError

# What a service refuses, and the form shows beside what was typed.
Refused = (FieldError, ConflictError, NotAllowedError)


def show_refusal(form: Form, error: Exception) -> None:
    """Put a service's refusal beside the field it names, or above the form."""
    if not isinstance(error, FieldError):
        form.add_error(None, str(error))
        return
    name = {"scope": "reach"}.get(error.field, error.field)
    form.add_error(name if name in form.fields else None, f"{error.problem} {error.mend}")
