"""Sending one mail through the server that the environment names, and saying what came of it."""

import smtplib
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from zuoxi.deliveries.outgoing import Undeliverable

_PERMANENT = 500


class RecipientRefused(Undeliverable):
    """The server works but does not take mail for this person; ``is_final`` says for good."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__("bad_recipient", f"SMTP {status} {text}")
        self.is_final = status >= _PERMANENT


def send(*, to: str, subject: str, text: str, key: str) -> str:
    """Send a mail and return what the server said; raise Undeliverable if it did not take it.

    ``key`` becomes the message's id, by which mail systems know one that comes twice.
    """
    if not settings.EMAIL_HOST:
        raise Undeliverable("no_mail_server")
    sender = settings.DEFAULT_FROM_EMAIL
    headers = {
        "Message-ID": f"<{key}@{_domain(sender)}>",
        # No out-of-office answers.
        "Auto-Submitted": "auto-generated",
    }
    mail = EmailMessage(subject, text, sender, [to], headers=headers)
    try:
        get_connection(fail_silently=False).send_messages([mail])
    except smtplib.SMTPRecipientsRefused as error:
        status, said = next(iter(error.recipients.values()))
        raise RecipientRefused(status, _text(said)) from error
    except smtplib.SMTPResponseException as error:
        answer = f"SMTP {error.smtp_code} {_text(error.smtp_error)}"
        raise Undeliverable("mail_refused", answer) from error
    except TimeoutError as error:
        raise Undeliverable("timeout") from error
    except (smtplib.SMTPException, OSError) as error:
        raise Undeliverable("no_answer", getattr(error, "strerror", "") or "") from error
    return "SMTP 250"


def is_set() -> bool:
    """Tell whether the environment names a mail server."""
    return bool(settings.EMAIL_HOST)


def named(name: str, address: str) -> str:
    """Return an address with a name before it, as a header carries it."""
    return formataddr((name, address))


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
