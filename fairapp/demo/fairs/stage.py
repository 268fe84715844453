"""What every part of a demonstration's fair needs at hand."""

import random
from dataclasses import dataclass

from sqlmodel import Session

from fairapp.demo.fairs.world import DemoFair
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.models import Fair

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@dataclass(frozen=True)
class Stage:
    session: Session
    fair: Fair
    demo: DemoFair
    rnd: random.Random

    def badge(self, *, registration_id: int | None = None, staff_id: int | None = None) -> Badge:
        token = "".join(self.rnd.choices(ALPHABET, k=24))
        return Badge(
            fair_id=self.fair.id, registration_id=registration_id, staff_id=staff_id, token=token, short_code=token[:8]
        )  # fmt: skip
