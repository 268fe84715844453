"""What a stand costs: lines, VAT of each line, shares in cents. Integers only."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from fairapp.fairs.models import Fair
from fairapp.fairs.stands.models import BookingOption, StandBooking, StandOption, StandType

BASIS_POINTS = 10_000


class Line(NamedTuple):
    """One line of a quote, in cents excluding VAT."""

    label: str
    quantity: int
    unit_cents: int
    vat_rate_bp: int | None  # None: exempt

    @property
    def net_cents(self) -> int:
        return self.quantity * self.unit_cents

    @property
    def vat_cents(self) -> int:
        return vat_of(self.net_cents, self.vat_rate_bp)


class Quote(NamedTuple):
    lines: tuple[Line, ...]

    @property
    def net_cents(self) -> int:
        return sum(line.net_cents for line in self.lines)

    @property
    def vat_cents(self) -> int:
        """VAT of each line, then the sum (row B1)."""
        return sum(line.vat_cents for line in self.lines)

    @property
    def gross_cents(self) -> int:
        return self.net_cents + self.vat_cents


def vat_of(net_cents: int, rate_bp: int | None) -> int:
    """Return the VAT, half a cent rounded up."""
    return (net_cents * (rate_bp or 0) + BASIS_POINTS // 2) // BASIS_POINTS


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Split by largest remainder: the parts sum up to the total; of equal remainders the first gains."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: -(total * weights[index] % whole))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts


def quote_of(booking: StandBooking, label: str, options: Sequence[tuple[BookingOption, StandOption]]) -> Quote:
    """Return what a submitted booking costs, at the prices frozen then."""
    rate = booking.vat_rate_bp
    stand = Line(label, 1, booking.price_cents, rate)
    return Quote((stand, *(Line(one.name, row.quantity, row.unit_price_cents, rate) for row, one in options)))


def price_for(kind: StandType, *, is_member: bool) -> int:
    return kind.member_price_cents if is_member else kind.price_cents


def seal(fair: Fair, price_cents: int, options: Sequence[StandOption]) -> str:
    """Return a short proof of the terms and prices that a form shows: what is accepted is what was read (row B8)."""
    prices = [(option.id, option.price_cents) for option in sorted(options, key=lambda one: one.id)]
    told = repr((fair.terms_version, fair.vat_rate_bp, fair.vat_exemption, price_cents, prices))
    return hashlib.sha256(told.encode()).hexdigest()[:16]
