"""What robots do not do: leave a field empty that people do not see, and take a few seconds to fill in a form."""

from datetime import datetime, timedelta

from flask import current_app, request
from itsdangerous import BadSignature, TimestampSigner

HIDDEN = "site_web"  # people do not see this field
STARTED = "debut"  # which form was shown, and when, signed
SOONEST = timedelta(seconds=3)
LATEST = timedelta(days=2)


def stamp(form_key: str) -> str:
    """Return the present moment, signed for one form; it travels in that form, for no session keeps it."""
    return _signer().sign(form_key).decode()


def is_robot() -> bool:
    """Tell whether the hidden field was filled in: answer as to anybody, and do nothing."""
    return bool(request.form.get(HIDDEN))


def is_hasty(form_key: str) -> bool:
    """Tell whether the form came back sooner than anybody types, or without its stamp: ask to send it again."""
    shown_at = _shown_at(form_key)
    return shown_at is None or _signer().timestamp_to_datetime(_signer().get_timestamp()) - shown_at < SOONEST


def current_stamp(form_key: str) -> str:
    """Return the stamp that came with the form if it is that form's, else a new one."""
    return request.form[STARTED] if _shown_at(form_key) else stamp(form_key)


def _shown_at(form_key: str) -> datetime | None:
    """Return when this form was shown, by the stamp that came; the stamp of another form tells nothing."""
    sent, latest = request.form.get(STARTED, ""), int(LATEST.total_seconds())
    try:
        signed_key, shown_at = _signer().unsign(sent, max_age=latest, return_timestamp=True)
    except BadSignature:
        return None
    return shown_at if signed_key == form_key.encode() else None


def _signer() -> TimestampSigner:
    return TimestampSigner(str(current_app.secret_key), salt="fairs.registration")
