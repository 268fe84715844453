"""What the API is asked and answers; its description is made from these."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from fairapp.core.text import N_
from fairapp.offers.enums import ContractKind, Experience, Remote, SalaryUnit, WorkingTime


class OffersQuery(BaseModel):
    """Values that make no sense answer 400, so that a program notices."""

    q: str = Field(default="", max_length=100, description=N_("Mots, « expression », +obligatoire, −exclu"))
    contract: str = Field(
        default="", max_length=200, examples=[",".join(ContractKind)],
        description=N_("Types de contrat, séparés par des virgules"),
    )  # fmt: skip
    department: str = Field(
        default="",
        max_length=200,
        examples=["07,2A"],
        description=N_("Codes des départements, séparés par des virgules"),
    )
    commune: str = Field(
        default="", max_length=100, examples=["07019", "Aubenas", "Aubenas (07200)"],
        description=N_("Centre de la recherche : code INSEE, sinon code postal ou nom"),
    )  # fmt: skip
    radius: int = Field(default=25, ge=1, le=100, description=N_("Kilomètres autour de la commune"))
    cluster: str = Field(
        default="", max_length=400, description=N_("Clusters, par leur « slug », séparés par des virgules")
    )
    shared: bool = Field(
        default=False, description=N_("true : seulement les postes partagés entre plusieurs entreprises")
    )
    sort: Literal["relevance", "date", "distance", "salary"] | None = Field(
        default=None,
        description=N_("Par défaut la pertinence s’il y a des mots, sinon la date ; la distance demande une commune"),
    )
    page: int = Field(
        default=1, ge=1, le=1_000_000, description=N_("Au-delà de la dernière page, c’est la dernière qui répond")
    )
    per_page: int = Field(default=20, ge=1, le=100, description=N_("Offres par page"))


class SuggestQuery(BaseModel):
    q: str = Field(default="", max_length=100, description=N_("Début d’un métier, d’une entreprise ou d’une commune"))


class Answer(BaseModel):
    """Every key is always there."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class Place(Answer):
    commune: str = Field(description=N_("Nom de la commune, ou ce que l’on sait du lieu"))
    insee: str | None
    department: str | None


class Salary(Answer):
    """Gross euros per `unit`; `text` is what the source published."""

    min: float | None
    max: float | None
    unit: SalaryUnit | None
    text: str


class OfferItem(Answer):
    id: int
    reference: str | None = Field(description=N_("Numéro de l’offre chez sa source, si elle est importée"))
    title: str
    company: str | None = Field(description=N_("Plusieurs noms sont séparés par des virgules ; null : non communiquée"))
    places: list[Place]
    contract: ContractKind
    salary: Salary | None
    published_at: datetime
    valid_through: date | None = Field(description=N_("Dernier jour en ligne"))
    url: str
    distance_km: float | None = Field(description=N_("Distance à la commune de la recherche"))


class OfferDetail(OfferItem):
    description: str = Field(description=N_("Texte en Markdown"))
    skills: list[str]
    rome_code: str | None
    occupation: str
    working_time: WorkingTime | None
    hours_per_week: float | None
    remote: Remote
    experience: Experience | None
    openings: int
    shared: bool
    apply_url: str
    clusters: list[str] = Field(description=N_("Clusters, par leur « slug »"))


class OfferList(Answer):
    total: int
    page: int
    pages: int = Field(description=N_("50 au plus"))
    items: list[OfferItem]
    facets: dict[str, dict[str, int]] = Field(
        description=N_("Nombres par contrat, département et cluster ; chacun ignore son propre paramètre")
    )
    suggestion: str | None = Field(description=N_("Les mots tels qu’ils étaient sans doute voulus"))


class SuggestionItem(Answer):
    kind: Literal["title", "company", "commune"]
    text: str
    offers: int


class SuggestionList(Answer):
    items: list[SuggestionItem]


class ClusterItem(Answer):
    slug: str
    name: str
    offers: int


class ClusterList(Answer):
    items: list[ClusterItem]


class Problem(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
