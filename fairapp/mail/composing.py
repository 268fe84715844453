"""Turns a message into the letter that is sent: a plain text and its HTML twin, from one template."""

import hashlib
import re
import secrets
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from functools import cache
from urllib.parse import urlsplit

from flask_babel import gettext, ngettext
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from fairapp.core.clock import now
from fairapp.core.paths import TEMPLATES
from fairapp.core.settings import Settings
from fairapp.mail.message import Message

_BLANK_LINES = re.compile(r"\n\s*\n")
_BUTTON = Markup(
    '<a href="{url}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#0b5566;color:#ffffff;'
    'font-weight:600;text-decoration:none">{label}</a><br><span style="font-size:13px;color:#6b7780">{url}</span>'
)


class _OneLine(UnstructuredHeader, BaseHeader):
    """An address of a page: too long for a line, it would be folded into encoded words, which no mail reader opens."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _OneLine)
POLICY = SMTP.clone(header_factory=_HEADERS)


def compose(settings: Settings, message: Message) -> EmailMessage:
    """Return the letter, ready to be sent; the language is the caller's (see `in_language`)."""
    letter = EmailMessage(policy=POLICY)
    letter["Subject"] = message.subject
    letter["From"] = Address(settings.product_name, addr_spec=settings.mail_from)
    letter["To"] = Address(message.to_name, addr_spec=message.to)
    letter["Date"] = now()
    letter["Message-ID"] = f"<{message_digest(message)}@{urlsplit(settings.public_url).hostname}>"
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: keeps holiday replies away
    if message.reply_to:
        letter["Reply-To"] = Address(addr_spec=message.reply_to)
    if message.unsubscribe_url:
        letter["List-Unsubscribe"] = f"<{message.unsubscribe_url}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter.set_content(_render_text(settings, message))
    letter.add_alternative(_render_html(settings, message), subtype="html")
    if message.calendar:
        letter.add_attachment(
            message.calendar, maintype="text", subtype="calendar", filename="agenda.ics",
            params={"method": "PUBLISH", "charset": "utf-8"},
        )  # fmt: skip
    return letter


def message_digest(message: Message) -> str:
    """Return the letter's own name; the same for each run of the handler that sends it."""
    return hashlib.sha256(message.key.encode()).hexdigest()[:32] if message.key else secrets.token_hex(16)


def _render_text(settings: Settings, message: Message) -> str:
    body = _environment(as_html=False).get_template(f"mail/{message.template}.txt").render(_context(settings, message))
    footer = _environment(as_html=False).get_template("mail/footer.txt").render(_context(settings, message))
    return f"{_tidy(body)}\n\n-- \n{_tidy(footer)}\n"


def _render_html(settings: Settings, message: Message) -> str:
    environment = _environment(as_html=True)
    body = environment.get_template(f"mail/{message.template}.txt").render(_context(settings, message))
    footer = environment.get_template("mail/footer.txt").render(_context(settings, message))
    layout = environment.get_template("mail/layout.html")
    return layout.render(
        _context(settings, message),
        subject=message.subject,
        lang=message.locale,
        paragraphs=_paragraphs(body),
        footer=_paragraphs(footer),
    )


def _context(settings: Settings, message: Message) -> dict[str, object]:
    site = {"product_name": settings.product_name, "public_url": settings.public_url}
    return {"site": site, "to": message.to, "unsubscribe_url": message.unsubscribe_url, **message.context}


def _paragraphs(body: str) -> list[Markup]:
    """Split what an escaping environment rendered; nothing is guessed from the text itself."""
    return [Markup(part.strip().replace("\n", "<br>\n")) for part in _BLANK_LINES.split(body) if part.strip()]  # noqa: S704


def _tidy(body: str) -> str:
    return _BLANK_LINES.sub("\n\n", body).strip()


@cache
def _environment(*, as_html: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=as_html,  # noqa: S701 - plain text has nothing to escape; the HTML twin has its own
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals["action"] = _html_action if as_html else _text_action
    environment.globals["link"] = _html_link if as_html else _text_action
    return environment


def _text_action(label: str, url: str) -> str:
    return f"{label} :\n{url}"


def _html_action(label: str, url: str) -> Markup:
    return _BUTTON.format(label=escape(label), url=escape(url))


def _html_link(label: str, url: str) -> Markup:
    """One of many: a button each would hide what they are about."""
    return Markup('<a href="{}" style="color:#0b5566">{}</a>').format(url, label)
