"""What the API is asked and answers; the OpenAPI page is made from these."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

Contract = Literal[
    "permanent",
    "fixed_term",
    "temporary",
    "apprenticeship",
    "internship",
    "seasonal",
    "freelance",
    "franchise",
    "other",
]


class OffersQuery(BaseModel):
    """Values that make no sense answer 400, so that a program notices."""

    q: str = Field(default="", max_length=100, description='Words, "phrase", +required, −excluded')
    contract: str = Field(default="", max_length=200, description="One or several contract kinds, separated by commas")
    department: str = Field(default="", max_length=200, description="Department codes, separated by commas")
    commune: str = Field(
        default="", max_length=100, description="INSEE code, postal code or name: centre of the search"
    )
    radius: int = Field(default=25, ge=1, le=200, description="km around `commune`")
    cluster: str = Field(default="", max_length=200, description="Slugs of clusters, separated by commas")
    shared: bool | None = Field(default=None, description="Only shared jobs")
    sort: Literal["", "relevance", "date", "distance", "salary"] = ""
    page: int = Field(default=1, ge=1, le=50)
    per_page: int = Field(default=20, ge=1, le=100)


class Place(BaseModel):
    commune: str
    insee: str | None
    department: str | None


class Salary(BaseModel):
    """Gross euros; `text` is what the source published."""

    min: float | None
    max: float | None
    unit: Literal["hour", "month", "year"] | None
    text: str


class OfferItem(BaseModel):
    id: int
    reference: str | None = Field(description="The source's own number, for an imported offer")
    title: str
    company: str | None
    places: list[Place]
    contract: str
    salary: Salary | None
    published_at: datetime
    valid_through: date | None
    url: str
    distance_km: float | None


class OfferDetail(OfferItem):
    description: str
    skills: list[str]
    rome_code: str | None
    occupation: str
    working_time: str | None
    hours_per_week: float | None
    remote: str
    experience: str | None
    openings: int
    shared: bool
    apply_url: str
    clusters: list[str]


class OfferList(BaseModel):
    total: int
    page: int
    pages: int
    items: list[OfferItem]
    facets: dict[str, dict[str, int]]
    suggestion: str | None


class SuggestQuery(BaseModel):
    q: str = Field(default="", max_length=100)


class SuggestionItem(BaseModel):
    kind: str
    text: str
    offers: int


class SuggestionList(BaseModel):
    items: list[SuggestionItem]


class ClusterItem(BaseModel):
    slug: str
    name: str
    offers: int


class ClusterList(BaseModel):
    items: list[ClusterItem]


class Problem(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str = ""
