"""A letter as the mail server takes it: plain text and simple HTML under sound headers."""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from urllib.parse import urlsplit

from flask import current_app, render_template

from webapp.mailing.letters import Letter
from webapp.models import Entity, Notice
from webapp.values.addresses import deliverable, is_deliverable

LONGEST_HEADER = 998
"""What a line may have (RFC 5322, 2.1.1): an address in a header must not be broken in two."""


@dataclass(frozen=True)
class Envelope:
    """A letter with whom it comes from and goes to."""

    sender: str
    recipient: str
    content: bytes


def seal(
    letter: Letter, notice: Notice, *, address: str, sender: str, entity: Entity, at: datetime
) -> Envelope:
    """Put a letter in its envelope. Raises BadAddress for the recipient's.

    Nothing that a citizen typed stands in a header but the address it goes to.
    """
    recipient = deliverable(address)
    message = EmailMessage(SMTP if recipient.isascii() else SMTPUTF8)
    message["From"] = Address(one_line(entity.name), addr_spec=sender)
    box, _, host = recipient.rpartition("@")
    message["To"] = Address(username=box, domain=host)
    if entity.email != sender and is_deliverable(entity.email):
        message["Reply-To"] = Address(addr_spec=deliverable(entity.email))
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(at.replace(tzinfo=UTC))
    message["Message-ID"] = message_id(notice)
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "es"
    if letter.leave_url:
        message["List-Unsubscribe"] = f"<{letter.leave_url}>"
        if letter.leave_url.startswith("https:"):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    text = render_template("mail/letter.txt", letter=letter)
    html = render_template("mail/letter.html", letter=letter)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    whole = message.policy.clone(max_line_length=LONGEST_HEADER)
    return Envelope(sender, recipient, message.as_bytes(policy=whole))


def message_id(notice: Notice) -> str:
    """The same for a notice however often it is sent, so that mailboxes may know it again.

    The logs of mail servers keep it beside the address: without the server's key it leads to no
    observation (R13)."""
    host = urlsplit(current_app.config["BASE_URL"]).hostname
    key = str(current_app.config["SECRET_KEY"]).encode()
    named = hmac.digest(key, f"message:{notice.key}".encode(), "sha256").hex()[:32]
    return f"<{named}@{host}>"


def one_line(text: str) -> str:
    """Text that may stand in a header: no control characters, no line breaks of any sort."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
