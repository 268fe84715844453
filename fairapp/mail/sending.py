"""Sends a message: to the configured SMTP server, else to the outbox."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import force_locale

from fairapp.core.settings import Settings
from fairapp.mail import outbox, smtp
from fairapp.mail.composing import compose
from fairapp.mail.message import Message


def send(settings: Settings, message: Message) -> None:
    """Compose `message` in its language and send it; an error is the task's to retry.

    :raise OSError: if the server cannot be reached.
    :raise smtplib.SMTPException: if the server refuses.
    """
    with in_language(message.locale):
        letter = compose(settings, message)
    if settings.smtp_url:
        smtp.deliver(settings.smtp_url.get_secret_value(), letter)
    else:
        outbox.keep(settings.outbox_dir, letter, key=message.key)


def absolute(settings: Settings, path: str) -> str:
    """Return the full address of one of our pages."""
    return settings.public_url.rstrip("/") + path


@contextmanager
def in_language(locale: str) -> Iterator[None]:
    """Translate what is inside into `locale`: the reader's language, not the sender's."""
    with force_locale(locale):
        yield
