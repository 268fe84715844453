"""What a moderator asks for and decides."""

from sqlmodel import Field, SQLModel

from fairapp.core.text import N_
from fairapp.offers.moderation.services import Decision

REASONS = (
    N_("Mention discriminatoire"),
    N_("Annonce incomplète ou imprécise"),
    N_("Salaire à indiquer"),
    N_("Hors du territoire"),
    N_("Hors de l’objet du site"),
    N_("Doublon"),
)
MAX_CHOSEN = 100


class QueueQuery(SQLModel):
    """Where in the queue one is; `fait` and `offres` tell what was just decided, so that it can be taken back."""

    onglet: str = "a-relire"
    q: str = Field(default="", max_length=100)
    page: int = 1
    fait: Decision | None = None
    offres: str = Field(default="", max_length=1000)


class Choice(SQLModel):
    """A decision on the chosen offers; each is « id.version », as it was read."""

    action: Decision
    offre: list[str] = Field(default_factory=list, max_length=MAX_CHOSEN)
    motif: str = Field(default="", max_length=120)
    precision: str = Field(default="", max_length=800)
    onglet: str = "a-relire"
    q: str = Field(default="", max_length=100)
    page: int = 1

    @property
    def chosen(self) -> dict[int, int]:
        """Return the version that was read of each chosen offer."""
        pairs = (text.partition(".") for text in self.offre)
        return {int(id): int(version) for id, _, version in pairs if _is_number(id) and _is_number(version)}

    @property
    def reason(self) -> str:
        """Return the reason as the company reads it."""
        return ". ".join(part.strip().rstrip(".") for part in (self.motif, self.precision) if part.strip())


class Verdict(SQLModel):
    """What becomes of the reports on an offer."""

    verdict: str = Field(regex="^(keep|suspend)$")
    motif: str = Field(default="", max_length=120)
    precision: str = Field(default="", max_length=800)

    @property
    def reason(self) -> str:
        return ". ".join(part.strip().rstrip(".") for part in (self.motif, self.precision) if part.strip())


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
