"""Who is behind the session cookie, and when they were last here."""

from functools import partial

from sqlmodel import Session

from fairapp.accounts.hooks import hooks
from fairapp.accounts.queries import STAFF, find_signed_in
from fairapp.accounts.services import mark_seen
from fairapp.accounts.services.sessions import SEEN_EVERY
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.web.transactions import afterwards


def load_actor(session: Session, token_hash: str) -> Actor | None:
    """Return the person behind this session, for `web`; None if it is over.

    Someone who became staff after signing in as a candidate is held to the shorter times from then on.
    """
    signed_in = find_signed_in(session, token_hash)
    if signed_in is None:
        return None
    actor = Actor(
        account_id=signed_in.account_id, email=signed_in.email, name=signed_in.name, is_admin=signed_in.is_admin,
        **hooks().affiliations_of(session, signed_in.account_id)._asdict(),
    )  # fmt: skip
    if is_staff(actor) and not signed_in.is_within(STAFF, now()):
        return None
    if now() - signed_in.seen_at >= SEEN_EVERY:
        afterwards(partial(mark_seen, session_id=signed_in.session_id, account_id=signed_in.account_id))
    return actor


def is_staff(actor: Actor) -> bool:
    """Tell whether the person acts for anyone but themselves."""
    return actor.roles != {"candidate"}
