"""A reader's alerts as a page, and what may be done with each: alike in one's own space and by the link of a letter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from flask import Response, g
from flask_babel import gettext as _

from fairapp.core.clock import now
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.text import N_
from fairapp.offers.alerts import queries, services
from fairapp.offers.alerts.enums import FREQUENCY_LABELS, STATUS_LABELS, STATUS_TONES
from fairapp.offers.alerts.models import AlertChoices, AlertReader, SavedSearch
from fairapp.offers.alerts.wording import search_url
from fairapp.offers.labels import choices
from fairapp.web.access import load_or_404
from fairapp.web.forms import Form, bind
from fairapp.web.i18n import translate
from fairapp.web.pages import go_to, keep_private, notify, render, wants_fragment

RECENT = timedelta(days=7)


class StepButton(NamedTuple):
    take: Callable[..., SavedSearch]
    told: str


STEPS = {
    "pause": StepButton(services.pause, N_("Alerte en pause : nous n’écrivons plus pour elle.")),
    "reprendre": StepButton(services.resume, N_("Alerte reprise.")),
    "supprimer": StepButton(services.remove, N_("Alerte supprimée.")),
    "retablir": StepButton(services.restore, N_("Alerte rétablie.")),
    "confirmer": StepButton(
        services.confirm, N_("Alerte confirmée : les nouvelles offres vous arrivent par courriel.")
    ),
}  # by last part of the address
STEP_ROUTE = f"/<int:id>/<any({', '.join(STEPS)}):step>"


@dataclass(frozen=True)
class Desk:
    """Whose alerts, at which address, in which page."""

    url: str
    readers: Sequence[AlertReader]
    template: str
    context: dict[str, Any] = field(default_factory=dict)

    def page(
        self, *, forms: dict[int, Form[AlertChoices]] | None = None, problem: str = "", status: int = 200
    ) -> Response:
        """Answer the list; `forms` are those with errors, by search."""
        searches = queries.searches_of(g.session, [reader.id for reader in self.readers])
        page = render(
            self.template,
            fragment="alertes",
            status=status,
            url=self.url,
            searches=searches,
            sent=queries.count_sent(g.session, [search.id for search in searches], since=now() - RECENT),
            urls={search.id: search_url(g.session, search) for search in searches},
            forms=forms or {},
            problem=problem,
            most=services.MOST,
            frequencies=choices(FREQUENCY_LABELS),
            statuses={status: (translate(label), STATUS_TONES[status]) for status, label in STATUS_LABELS.items()},
            **self.context,
        )
        return keep_private(page)

    def change(self, id: int) -> Response:
        search, form = self._own(id), bind(AlertChoices)
        if not form.is_valid:
            return self.page(forms={search.id: form}, status=422)
        try:
            services.change(g.session, search, form.data)
        except DomainError as refusal:
            return self._refused(refusal)
        return self._told(_("C’est noté."))

    def step(self, id: int, step: str) -> Response:
        search = self._own(id)
        try:
            STEPS[step].take(g.session, search)
        except DomainError as refusal:
            return self._refused(refusal)
        return self._told(translate(STEPS[step].told))

    def search(self, id: int) -> SavedSearch:
        return self._own(id)

    def _own(self, id: int) -> SavedSearch:
        theirs = {reader.id for reader in self.readers}
        return load_or_404(g.session, SavedSearch, id, allowed=lambda _actor, search: search.reader_id in theirs)

    def _told(self, message: str) -> Response:
        g.session.flush()
        return notify(self.page() if wants_fragment() else go_to(self.url), message)

    def _refused(self, refusal: DomainError) -> Response:
        problem = translate(refusal.message, **refusal.params)
        return self.page(problem=problem, status=409 if isinstance(refusal, Conflict) else 422)
