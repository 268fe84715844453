"""A form filled in, for tests."""

from typing import Any

from sqlmodel import Session

from fairapp.fairs.enums import Profile
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations.models import Registration, RegistrationDraft
from fairapp.fairs.registrations.services import register
from fairapp.mail.outbox import Letter

Values = dict[str, object]
Letters = list[Letter]


def band(session: Session, fair: Fair, hour: str = "09:30", day: int = 0) -> str:
    """Return the key of a band of one of the fair's days."""
    return f"{days_of(session, fair.id)[day].held_on.isoformat()}T{hour}"


def draft(session: Session, fair: Fair, **over: Any) -> RegistrationDraft:
    values: dict[str, Any] = {
        "first_name": "Léa", "last_name": "Morel", "email": "lea@exemple.fr", "is_old_enough": True,
        "profile": Profile.JOB_SEEKER, "jobs_sought": "menuisière", "arrivals": [band(session, fair)],
    }  # fmt: skip
    return RegistrationDraft.model_validate(values | over)


def sign_up(session: Session, fair: Fair, email: str = "lea@exemple.fr", **over: Any) -> Registration:
    return register(session, fair, draft(session, fair, email=email, **over))
