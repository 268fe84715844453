"""Who comes to a fair where a company exhibits: whom a consent of theirs may open to it (row K5)."""

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from fairapp.accounts.models import Account
from fairapp.fairs.enums import FairStatus, HolderKind, RegistrationStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.stands.queries import fairs_with


def visitors_of(company_id: int) -> SelectOfScalar[int]:
    """Select the accounts of candidates who have their place at a fair where this company has its stand.

    Anybody may type an address, so it proves nothing: `account_id` is of who was signed in with it.
    """
    return (
        select(Account.id)
        .join(Registration, col(Registration.account_id) == Account.id)
        .join(Fair, col(Fair.id) == Registration.fair_id)
        .where(
            Registration.kind == HolderKind.CANDIDATE,
            Registration.status == RegistrationStatus.CONFIRMED,
            Fair.status == FairStatus.PUBLISHED,
            col(Fair.id).in_(fairs_with(company_id)),
        )
    )
