"""The verbs of letters and of mail from employers."""

from ringback.doors.jobsearch.letters.services.coming_in import (
    forget_mail,
    forwarding_address,
    mail_of,
    mails_about,
    mails_of,
    place,
    take_mail,
)
from ringback.doors.jobsearch.letters.services.copying import COPY
from ringback.doors.jobsearch.letters.services.drafting import (
    EDITABLE,
    LetterValues,
    discard,
    draft,
    letter_of,
    save_letter,
    shown_letter,
)
from ringback.doors.jobsearch.letters.services.files import KeptFile, every_file, file_of, files_of
from ringback.doors.jobsearch.letters.services.mailboxes import forget_mailbox, mailbox_of, save_mailbox
from ringback.doors.jobsearch.letters.services.sending import (
    SEND,
    SendValues,
    say_how,
    send_letter,
    sent_by_hand,
    stop_all,
    take_back,
)

__all__ = [
    "COPY",
    "EDITABLE",
    "SEND",
    "KeptFile",
    "LetterValues",
    "SendValues",
    "discard",
    "draft",
    "every_file",
    "file_of",
    "files_of",
    "forget_mail",
    "forget_mailbox",
    "forwarding_address",
    "letter_of",
    "mail_of",
    "mailbox_of",
    "mails_about",
    "mails_of",
    "place",
    "save_letter",
    "save_mailbox",
    "say_how",
    "send_letter",
    "sent_by_hand",
    "shown_letter",
    "stop_all",
    "take_back",
    "take_mail",
]
