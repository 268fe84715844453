"""How the demonstration tells who receives classes, with what, and when. All names are invented."""

from datetime import time
from typing import NamedTuple

from fairapp.outreach.enums import Format, Grade, InterventionStatus, Setting

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)

MIDDLE = (Grade.FOURTH, Grade.THIRD)  # those who choose what comes after collège
ALL_MIDDLE = (Grade.SIXTH, Grade.FIFTH, Grade.FOURTH, Grade.THIRD, Grade.SEGPA)
HIGH = (Grade.SECOND, Grade.FIRST, Grade.FINAL)
VOCATIONAL = (Grade.CAP, Grade.BAC_PRO)


class Dates(NamedTuple):
    """Every so many weeks from now; a week without school that day gives way to the next one."""

    weekday: int
    hour: time
    weeks: tuple[int, ...]
    groups: int = 1
    cancelled: tuple[int, ...] = ()  # which of them are cancelled: 0 is the first


class DemoVisit(NamedTuple):
    key: str
    title: str
    format: Format
    setting: Setting
    grades: tuple[Grade, ...]
    topics: tuple[str, ...]
    minutes: int
    pupils: int
    body: str
    equipment: str = ""
    meeting: str = ""
    dates: tuple[Dates, ...] = ()
    is_accessible: bool = False
    status: InterventionStatus = InterventionStatus.PUBLISHED


class DemoSpeaker(NamedTuple):
    company: str  # its name in the world
    first_name: str
    job: str
    topics: tuple[str, ...]
    km: int
    visits: tuple[DemoVisit, ...]
    departments: tuple[str, ...] = ()
    has_signed: bool = True
