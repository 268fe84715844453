"""Who saw a candidate's data (row K5).

Written before the answer leaves, with `web.transactions.beforehand`: nothing is shown that is not noted. Whoever notes
has just read the row it is about in the same transaction, so that nothing is written about somebody who is gone.
"""

from datetime import timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col

from fairapp.accounts.models import Account
from fairapp.accounts.queries import find_account
from fairapp.candidates.enums import Seen
from fairapp.candidates.models import CandidateView
from fairapp.core.clock import now

KEPT = timedelta(days=730)  # as long as what was seen


def note_seen(  # noqa: PLR0913 - six facts of one line
    session: Session,
    *,
    email: str,
    company_id: int | None,
    account_id: int | None,
    what: Seen,
    subject_id: int | None,
    cluster_id: int | None = None,
) -> None:
    """Note that `account_id`, acting for a company or a cluster, looked at what belongs to `email`.

    `account_id` None: by a signed link in a mail to the company.
    """
    candidate = find_account(session, email)
    session.add(
        CandidateView(
            email=email, candidate_id=candidate.id if candidate else None, what=what, subject_id=subject_id,
            company_id=company_id, cluster_id=cluster_id, account_id=account_id,
        )
    )  # fmt: skip
    session.flush()


def forget_views(session: Session, email: str) -> None:
    """Delete what is noted about an address."""
    session.execute(delete(CandidateView).where(col(CandidateView.email) == email))


def follow_address(session: Session, account: Account) -> None:
    """Note what was seen of this account under its new address: the next owner of the old one reads nothing of it."""
    theirs = update(CandidateView).where(col(CandidateView.candidate_id) == account.id)
    session.execute(theirs.values(email=account.email).execution_options(synchronize_session=False))


def prune_views(session: Session) -> None:
    """Delete what was noted two years ago (daily)."""
    session.execute(delete(CandidateView).where(col(CandidateView.at) < now() - KEPT))
