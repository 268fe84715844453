from dataclasses import dataclass

from fairapp.core.events import Event


@dataclass(frozen=True)
class SignInLinkIssued(Event):
    link_id: int
    next_path: str  # where the person was going; "" for home
    locale: str  # of the page, for someone without an account


@dataclass(frozen=True)
class EmailChangeAsked(Event):
    link_id: int


@dataclass(frozen=True)
class PasswordChanged(Event):
    account_id: int


@dataclass(frozen=True)
class AccountUnused(Event):
    account_id: int


@dataclass(frozen=True)
class AccountErased(Event):
    address_digest: str  # SHA-256: the address itself is gone


@dataclass(frozen=True)
class EmailChanged(Event):
    """The account has proven another address; what is kept under the one before follows."""

    account_id: int
