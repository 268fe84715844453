"""Delivery over SMTP, encrypted unless the server is this very machine."""

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

from fairapp.core.settings import LOOPBACK

TIMEOUT_SECONDS = 20
IMPLICIT_TLS_PORT = 465
SUBMISSION_PORT = 587


class LetterRefused(smtplib.SMTPException):
    """The server takes no such letter. Tells its codes only: logs and task rows hold no address of anybody."""


def deliver(url: str, letter: EmailMessage) -> None:
    """Send `letter` through `smtp://user:password@host:587` (STARTTLS) or `smtps://…` (TLS from the start).

    :raise smtplib.SMTPNotSupportedError: if a server elsewhere offers no encryption; nothing is sent in the clear.
    :raise LetterRefused: if the server refuses the reader or the letter.
    """
    address = urlsplit(url)
    with _connect(address) as server:
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
        try:
            server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as refusal:
            codes = sorted({code for code, _words in refusal.recipients.values()})
            raise LetterRefused(f"reader refused: {codes}") from None
        except smtplib.SMTPDataError as refusal:  # its words often repeat the address
            raise LetterRefused(f"letter refused: {refusal.smtp_code}") from None


def _connect(address: SplitResult) -> smtplib.SMTP:
    host = address.hostname or "localhost"
    if address.scheme == "smtps":
        return smtplib.SMTP_SSL(
            host, address.port or IMPLICIT_TLS_PORT, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    server = smtplib.SMTP(host, address.port or SUBMISSION_PORT, timeout=TIMEOUT_SECONDS)
    try:
        if host not in LOOPBACK:  # a relay on this machine has a certificate for another name, if any
            server.starttls(context=ssl.create_default_context())
    except BaseException:
        server.close()
        raise
    return server
