"""The journal of who changed what, written in the transaction that changes it."""

from sqlmodel import Session

from fairapp.accounts.models import AuditEntry
from fairapp.core.actor import Actor


def record(
    session: Session,
    action: str,
    subject: str,
    subject_id: int | None,
    *,
    by: Actor | None,
    cluster_id: int | None = None,
    **detail: object,
) -> None:
    """Note that `by` (None: the program itself, or a person not signed in yet) did `action` to this row.

    `detail` is JSON, without personal data: the journal outlives the people it speaks of.
    """
    session.add(
        AuditEntry(
            account_id=by.account_id if by else None, action=action, subject=subject, subject_id=subject_id,
            cluster_id=cluster_id, detail=detail,
        )
    )  # fmt: skip
