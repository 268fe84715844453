"""A form that was refused because somebody else saved meanwhile: what is stored now, at each field."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from fairapp.web.forms import Form, prefill


def show_meanwhile(sent: Form[Any], stored: Form[Any], names: Iterable[str], *, proof: str = "seen") -> None:
    """Say at each field what is stored now where something else was typed; sent again, it edits what is stored now.

    `proof` is the hidden field that tells what the edit began with.
    """
    sent.typed[proof] = stored.typed[proof]
    typed = prefill(sent.schema, sent.data).typed  # as stored values are written: « 900 » is « 900,00 »
    for name in names:
        value = stored.typed.get(name, "")
        if value != typed.get(name, ""):
            sent.errors[name] = _("Enregistré entre-temps : %(value)s", value=value or _("(vide)"))
