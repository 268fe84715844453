"""The answer to a teacher who waits, as a head and an organiser both give it."""

from collections.abc import Callable
from typing import Protocol

from flask import Response, abort, g
from sqlmodel import Session

from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.models import Affiliation, School
from fairapp.core.actor import Actor
from fairapp.core.errors import DomainError
from fairapp.outreach.schools.services.answering import ANSWERED
from fairapp.web.access import MAX_ID
from fairapp.web.i18n import translate
from fairapp.web.pages import go_to, notify


class Answer(Protocol):
    def __call__(
        self, session: Session, school: School, affiliation: Affiliation, *, by: Actor, cluster_id: int | None = None
    ) -> None: ...


def settled(
    school: School, id: int, answer: Answer, *, back: str, said: str, cluster_id: int | None = None
) -> Response:
    """Answer one who waits; who comes second is told so, also once the refused request is gone."""
    asking = g.session.get(Affiliation, id) if 0 < id <= MAX_ID else None
    if asking is None:
        return notify(go_to(back), translate(ANSWERED), level="warning")
    if asking.school_id != school.id:
        abort(404)
    if asking.status is not AffiliationStatus.PENDING:
        return notify(go_to(back), translate(ANSWERED), level="warning")
    return told(
        back, lambda: answer(g.session, school, asking, by=g.actor, cluster_id=cluster_id), said=said
    )  # fmt: skip


def told(back: str, act: Callable[[], None], *, said: str) -> Response:
    """Act, and go back with what became of it."""
    try:
        act()
    except DomainError as refusal:
        return notify(go_to(back), translate(refusal.message, **refusal.params), level="warning")
    return notify(go_to(back), said)
