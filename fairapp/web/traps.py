"""What robots do not do: leave a field empty that people do not see, and take a few seconds to fill in a form.

For forms open to all, without account and without an outside captcha.
"""

import re
import secrets
from datetime import datetime, timedelta

from flask import current_app, request
from itsdangerous import BadSignature, TimestampSigner

HIDDEN = "site_web"  # people do not see this field
STARTED = "debut"  # which form was shown, and when, signed
SOONEST = timedelta(seconds=3)
LATEST = timedelta(days=2)
_KEY = re.compile(r"[0-9a-f]{32}")


def new_key() -> str:
    """Return the name of one form that is shown: sent twice, it is known again."""
    return secrets.token_hex(16)


def form_key() -> str:
    """Return the key that came with the form, else a new one."""
    sent = request.form.get("form_key", "")
    return sent if _KEY.fullmatch(sent) else new_key()


def stamp(key: str) -> str:
    """Return the present moment, signed for one form; it travels in that form, for no session keeps it."""
    return _signer().sign(key).decode()


def is_robot() -> bool:
    """Tell whether the hidden field was filled in: answer as to anybody, and do nothing."""
    return bool(request.form.get(HIDDEN))


def is_hasty(key: str) -> bool:
    """Tell whether the form came back sooner than anybody types, or without its stamp: ask to send it again."""
    shown_at = _shown_at(key)
    return shown_at is None or _signer().timestamp_to_datetime(_signer().get_timestamp()) - shown_at < SOONEST


def current_stamp(key: str) -> str:
    """Return the stamp that came with the form if it is that form's, else a new one."""
    return request.form[STARTED] if _shown_at(key) else stamp(key)


def _shown_at(key: str) -> datetime | None:
    """Return when this form was shown, by the stamp that came; the stamp of another form tells nothing."""
    sent, latest = request.form.get(STARTED, ""), int(LATEST.total_seconds())
    try:
        signed_key, shown_at = _signer().unsign(sent, max_age=latest, return_timestamp=True)
    except BadSignature:
        return None
    return shown_at if signed_key == key.encode() else None


def _signer() -> TimestampSigner:
    return TimestampSigner(str(current_app.secret_key), salt="web.traps")
