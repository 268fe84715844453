"""How a company answers, reckoned once a day: pages read a row rather than count."""

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from fairapp.core.clock import now

FEWEST = 5  # applications: of fewer, a figure says more about chance than about the company
DAY_HOURS = timedelta(days=1).total_seconds() / 3600


class AnswerFigures(SQLModel, table=True):
    """What became of the applications of a year: of a company, or of all offers on a cluster's board (row A3)."""

    __tablename__ = "answer_figures"
    __table_args__ = (CheckConstraint("(company_id IS NULL) <> (cluster_id IS NULL)", name="of_one"),)

    id: int = Field(default=None, primary_key=True)
    company_id: int | None = Field(default=None, foreign_key="company.id", unique=True, ondelete="CASCADE")
    cluster_id: int | None = Field(default=None, foreign_key="cluster.id", unique=True, ondelete="CASCADE")
    received: int = 0  # those that had their time to be answered
    answered: int = 0
    median_hours: int | None = None  # to the first answer; None: there was none
    reckoned_at: datetime = Field(default_factory=now)

    @property
    def is_telling(self) -> bool:
        """Tell whether there are enough of them to show anything."""
        return self.received >= FEWEST

    @property
    def rate(self) -> int:
        """Return how many of a hundred were answered."""
        return round(100 * self.answered / self.received) if self.received else 0

    @property
    def days(self) -> int | None:
        """Return the median delay in days begun: an answer within hours takes one."""
        return max(1, ceil(self.median_hours / DAY_HOURS)) if self.median_hours is not None else None
