"""What robots do not do: leave a field empty that people do not see, and take a few seconds to fill in a form."""

from datetime import timedelta

from flask import current_app, request
from itsdangerous import BadSignature, TimestampSigner

HIDDEN = "site_web"  # people do not see this field
STARTED = "debut"  # when the form was first shown, signed
SOONEST = timedelta(seconds=3)
LATEST = timedelta(days=2)


def stamp() -> str:
    """Return the present moment, signed; it travels in the form, for no session keeps it."""
    return _signer().sign(b"").decode()


def is_robot() -> bool:
    """Tell whether the hidden field was filled in: answer as to anybody, and do nothing."""
    return bool(request.form.get(HIDDEN))


def is_hasty() -> bool:
    """Tell whether the form came back sooner than anybody types, or without its stamp: ask to send it again."""
    try:
        _value, shown_at = _signer().unsign(
            request.form.get(STARTED, ""), max_age=int(LATEST.total_seconds()), return_timestamp=True
        )
    except BadSignature:
        return True
    return bool(_signer().timestamp_to_datetime(_signer().get_timestamp()) - shown_at < SOONEST)


def current_stamp() -> str:
    """Return the stamp that came with the form if it is ours, else a new one."""
    sent = request.form.get(STARTED, "")
    return sent if sent and _signer().validate(sent, max_age=int(LATEST.total_seconds())) else stamp()


def _signer() -> TimestampSigner:
    return TimestampSigner(str(current_app.secret_key), salt="fairs.registration")
