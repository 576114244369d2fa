"""A row of the outbox as the bytes of a message (RFC 5322, MIME): plain text and HTML, headers from values only."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from outbox.models import OutboxMessage
from outbox.rules import Mail, header_fault

# Seven bits on the wire: then no relay on the way has to convert it, and no signature breaks.
_POLICY = SMTP.clone(cte_type="7bit", max_line_length=78)
_CTE = "quoted-printable"
# A line break inside a long address would have it encoded and one-click would not work.
_ON_THE_WIRE = _POLICY.clone(max_line_length=998)


class UnsafeHeaderError(ValueError):
    """A value may not become a header; ``str()`` is its code, without the value."""


def mail_of(row: OutboxMessage) -> Mail:
    """The message, the same at every attempt, with the envelope of its headers.

    Raises:
        UnsafeHeaderError: when a value could add a header or a recipient.
    """
    fault = header_fault(
        recipient=row.recipient,
        sender=row.sender,
        title=row.subject,
        extra=(row.list_unsubscribe or "", row.message_id, row.request_id, row.kind),
    )
    if fault:
        raise UnsafeHeaderError(fault)
    try:
        content = _message(row).as_bytes(policy=_ON_THE_WIRE)
    except (ValueError, LookupError) as error:  # the email package refuses in several ways (threat 16)
        raise UnsafeHeaderError("unsafe-message") from error
    return Mail(sender=parseaddr(row.sender)[1], recipient=row.recipient, content=content)


def _message(row: OutboxMessage) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    name, address = parseaddr(row.sender)
    message["From"] = Address(display_name=name, addr_spec=address)
    message["To"] = Address(addr_spec=row.recipient)
    message["Subject"] = row.subject
    message["Date"] = format_datetime(row.created_at)
    message["Message-ID"] = row.message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
    if row.request_id:
        message["X-Request-Id"] = row.request_id
    if row.list_unsubscribe:
        message["List-Unsubscribe"] = f"<{row.list_unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message.set_content(row.text, subtype="plain", charset="utf-8", cte=_CTE)
    message.add_alternative(row.html, subtype="html", charset="utf-8", cte=_CTE)
    return message
