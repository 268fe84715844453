"""Who is behind the session cookie, and when they were last here."""

from functools import partial

from sqlmodel import Session

from fairapp.accounts.hooks import hooks
from fairapp.accounts.models import Account
from fairapp.accounts.queries import STAFF, SignedIn, find_signed_in
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
    actor = make_actor(session, signed_in.account_id, signed_in)
    if is_staff(actor) and not signed_in.is_within(STAFF, now()):
        return None
    if now() - signed_in.seen_at >= SEEN_EVERY:
        afterwards(partial(mark_seen, session_id=signed_in.session_id, account_id=signed_in.account_id))
    return actor


def make_actor(session: Session, account_id: int, person: Account | SignedIn) -> Actor:
    """Return what policies see of a person: who they are, and whom they act for."""
    found = hooks().affiliations_of(session, account_id)
    return Actor(
        account_id=account_id,
        email=person.email,
        name=person.name,
        is_admin=person.is_admin,
        cluster_ids=found.cluster_ids,
        company_ids=found.company_ids,
        school_ids=found.school_ids,
    )


def is_staff(actor: Actor) -> bool:
    """Tell whether the person acts for anyone but themselves."""
    return actor.roles != {"candidate"}
