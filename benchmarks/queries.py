"""What the benchmarks ask: 42 requests as people make them, and 25 that mean harm."""

from dataclasses import dataclass, field

from fairapp.search import Request, Sort


@dataclass(frozen=True)
class Query:
    text: str
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    by_date: bool = False
    page: int = 1

    def request(self, *, expand: bool) -> Request:
        return Request(
            text=self.text,
            filters=self.filters,
            sort=Sort.DATE if self.by_date else Sort.RELEVANCE,
            page=self.page,
            facets=("contract", "department", "cluster"),
            expand=expand,
        )


QUERIES = [
    Query("développeur python"),
    Query("developpeur python", {"contract": ("CDI",)}),
    Query("ingénieur"),
    Query("ingénieur", {"department": ("69",)}, by_date=True),
    Query("ingénieure qualité", {"contract": ("CDI",)}),
    Query("maintenance"),
    Query("maintenance", {"contract": ("CDI",), "department": ("44",)}, by_date=True),
    Query("technicien maintenance", page=10),
    Query("commercial"),
    Query("commercial", {"cluster": ("3",)}),
    Query("commercial", by_date=True, page=10),
    Query("soudeur"),
    Query("soudeuse", {"department": ("44",)}),
    Query("chef de projet", {"contract": ("CDI",)}),
    Query("alternance", by_date=True),
    Query("alternance développeur"),
    Query("production", page=10),
    Query("qualité sécurité", {"cluster": ("0",)}),
    Query("logistique caces"),
    Query("cariste nantes"),
    Query(
        "infirmière",
        {
            "contract": (
                "CDI",
                "CDD",
            )
        },
    ),
    Query("aide-soignant", by_date=True),
    Query("électricien", {"department": ("31",)}),
    Query("electricien batiment"),
    Query("comptable", {"contract": ("CDI",), "department": ("75",)}, by_date=True),
    Query("gestionnaire de paie"),
    Query("anglais", page=10),
    Query("ingénieur mécanique catia"),
    Query("lean amélioration continue", {"contract": ("CDI",)}),
    Query("hydrogène", by_date=True),
    Query("permis b", {"department": ("44",)}),
    Query("data analyst sql"),
    Query("docker kubernetes", {"cluster": ("1",)}),
    Query("l'ingénieur d'études"),
    Query("ouvrier agricole saisonnier"),
    Query("télétravail", {"contract": ("CDI",)}, by_date=True, page=10),
    Query("contrôle qualité", {"contract": ("Alternance",)}),
    Query("matériaux composites aéronautique"),
    Query("", {"department": ("44",)}, by_date=True),
    Query("", by_date=True, page=10),
    Query(
        "équipe",
        {
            "cluster": (
                "0",
                "1",
                "2",
            )
        },
    ),
    Query("responsable", by_date=True),
]

HOSTILE = [
    "*****",
    "*a*",
    "a*b*c*d*e*",
    "a OR (",
    "((((((((((",
    "a AND AND OR NOT",
    "]" * 100,
    "'" * 100,
    '"' * 99,
    '"a" ' * 25,
    "+" * 100,
    "-" * 100,
    "-de -la -le -un -et",
    "a " * 5_000,
    "équipe " * 1_000,
    "é" * 10_000,
    "con pro int res for tra com exp ent dév per ser",
    "\x00soudeur\x00",
    "équipe client service travail entreprise site mission qualité sécurité formation projet production",
    '"équipe client" "service travail" "entreprise site"',
    '"travail en équipe"',
    "azertyuiopqsdfghjklmwxcvbn" * 3,
    "id:1 title:* [a TO z] {1 TO 2} ~9 ^99",
    "%' OR 1=1; DROP TABLE offer; --",
    "\u202e\ufffd\U0001f4a9 𝕤𝕠𝕦𝕕𝕖𝕦𝕣 ﷽",
]
