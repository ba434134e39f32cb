"""What messages hold about a person can be handed out, and goes when the person does."""

from collections.abc import Callable
from datetime import timedelta

from ringback.base.accounts.models import Organisation
from ringback.base.kit import clock
from ringback.channels.messages import personal_data
from ringback.channels.messages.models import Message, Part, State
from ringback.channels.messages.services import Attachment
from ringback.core.people.models import Person
from ringback.core.people.services import Subject
from tests.servers.mail import MailSink

Order = Callable[..., Message]
Keep = Callable[..., Message]


def about(organisation: Organisation) -> Subject:
    person = Person.objects.create(organisation=organisation, name="Mira")
    return Subject(organisation.pk, (person.pk,), emails=("mira@example.org",))


def test_everything_that_was_written_is_handed_out(organisation: Organisation, order: Order) -> None:
    order(to_address="Mira@example.org", attachments=[Attachment("plan.pdf", "application/pdf", b"x")])
    order(to_address="eva@example.org")
    (section,) = personal_data.export(about(organisation)).sections
    (row,) = section.rows
    assert "Hello Mira" in row["text"] and row["attachments"] == "plan.pdf"


def test_what_was_still_to_go_out_does_not(
    organisation: Organisation, order: Order, keep: Keep, server: MailSink
) -> None:
    message = order(attachments=[Attachment("plan.pdf", "application/pdf", b"x")])
    assert personal_data.erase(about(organisation)).counts == {"messages": 1}
    keep(message, State.CANCELLED)
    assert server.mails == [] and not Part.objects.exists()
    assert (message.to_address, message.text, message.subject) == ("", "", "")


def test_old_messages_are_emptied_and_waiting_ones_are_not(organisation: Organisation, order: Order) -> None:
    old, waiting = order(), order()
    Message.objects.filter(pk=old.pk).update(state=State.SENT)
    assert personal_data.expire(organisation.pk, clock.now() + timedelta(seconds=1), 10) == 1
    old.refresh_from_db()
    waiting.refresh_from_db()
    assert old.to_address == "" and waiting.to_address != ""
