"""A form that was refused because somebody else saved meanwhile: what is stored now, beside what was typed."""

from typing import Any

from fairapp.web.forms import Form


def fresh_values(sent: Form[Any], stored: Form[Any], *names: str) -> list[str]:
    """Return the values that are not what was typed; saving again is then an edit of what is stored now."""
    sent.typed["seen"] = stored.typed["seen"]
    return [str(stored.typed[name]) for name in names if stored.typed.get(name, "") != sent.typed.get(name, "")]
