"""What is said in letters and mails, and the way to one's own mail server, as it is packed into rows."""

import msgspec


class MailboxWords(msgspec.Struct, frozen=True):
    """A server for outgoing mail and how one signs in there; `sender` is the address that letters come from.

    `imap_host`: where copies of what was sent are put, "" for nowhere; an empty `imap_user` is the one above, with its
    password. `copy_trouble`: why the last copy is missing.
    """

    host: str = ""
    port: int = 465
    security: str = "tls"
    user: str = ""
    password: str = ""
    sender: str = ""
    imap_host: str = ""
    imap_port: int = 993
    imap_security: str = "tls"
    imap_user: str = ""
    imap_password: str = ""
    copy_trouble: str = ""


class LetterWords(msgspec.Struct, frozen=True):
    """A letter, and what it was written from (`rules.Field`).

    `interview_on` an ISO date and `slot_at` an ISO instant, or ""; `within`: the days an answer is asked in, "" for
    none. `message_id` names the mail; `trouble`: what the server said last.
    """

    to_name: str = ""
    salutation: str = ""
    to_address: str = ""
    subject: str = ""
    body: str = ""
    position: str = ""
    strengths: str = ""
    benefit: str = ""
    question: str = ""
    name: str = ""
    phone: str = ""
    interview_on: str = ""
    slot_at: str = ""
    within: str = ""
    message_id: str = ""
    trouble: str = ""


class MailWords(msgspec.Struct, frozen=True):
    """A mail that came in: who wrote it in the first place, what it says, the names of files that were not kept, what
    else was left out."""

    from_address: str = ""
    from_name: str = ""
    subject: str = ""
    text: str = ""
    message_id: str = ""
    files: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class FileWords(msgspec.Struct, frozen=True):
    """What a kept file is called."""

    name: str = ""
