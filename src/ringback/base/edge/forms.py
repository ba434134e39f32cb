"""What a service refuses, shown on the form that asked for it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _

from ringback.base.kit.errors import FieldError


def show_refusal(form: Form, error: Exception, renamed: Mapping[str, str] | None = None) -> None:
    """Put a refusal beside the field it names, or above the form, in the reader's language: rules speak none.

    `renamed` are the form's names of fields that the service calls otherwise.
    """
    if not isinstance(error, FieldError):
        form.add_error(None, str(error))
        return
    name = (renamed or {}).get(error.field, error.field)
    form.add_error(name if name in form.fields else None, f"{_(error.problem)} {_(error.mend)}")


class SavedForm(Form):
    """A form whose values a service stores."""

    def saved(self, save: Callable[[], Any]) -> bool:
        """Run `save`; a FieldError becomes the error of its field (or of the form), and False."""
        try:
            save()
        except FieldError as error:
            show_refusal(self, error)
            return False
        return True
