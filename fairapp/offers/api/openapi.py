"""The OpenAPI 3.1 description, made from the schemas that the views really use."""

from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from fairapp import __version__
from fairapp.core.text import N_
from fairapp.offers.api import schemas


class Operation(NamedTuple):
    """What one address answers to GET."""

    name: str
    summary: str
    answer: type[BaseModel]
    query: type[BaseModel] | None = None


PATHS = {
    "/offers": Operation(
        "searchOffers", N_("Chercher parmi les offres ouvertes"), schemas.OfferList, schemas.OffersQuery
    ),
    "/offers/{id}": Operation("getOffer", N_("Une offre ouverte"), schemas.OfferDetail),
    "/suggest": Operation(
        "suggest",
        N_("Métiers, entreprises et communes qui commencent ainsi"),
        schemas.SuggestionList,
        schemas.SuggestQuery,
    ),
    "/clusters": Operation("listClusters", N_("Les clusters et leurs offres ouvertes"), schemas.ClusterList),
}
ABOUT = N_(
    "Les offres ouvertes du site, sauf celles qu’une entreprise réserve aux sites de ses propres clusters. Sans clé, depuis "
    "n’importe quel site. Chaque réponse porte un ETag : renvoyé dans If-None-Match, il vaut un 304 tant que rien ne change."
)
REFERENCE = "#/components/schemas/{model}"
PROBLEMS = {
    "400": N_("Un paramètre est incorrect : « detail » le nomme"),
    "429": N_("Trop de demandes : Retry-After dit combien de secondes attendre"),
}
NOT_FOUND = {"404": N_("Il n’y a pas d’offre ouverte à ce numéro")}
NUMBER = {
    "name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1},
    "description": N_("Numéro de l’offre"),
}  # fmt: skip


@lru_cache(maxsize=4)
def document(public_url: str) -> dict[str, Any]:
    """Return the whole description."""
    answers: list[Any] = [(operation.answer, "serialization") for operation in PATHS.values()]
    _map, definitions = models_json_schema([*answers, (schemas.Problem, "serialization")], ref_template=REFERENCE)
    return {
        "openapi": "3.1.0",
        "info": {"title": N_("Offres d’emploi"), "version": __version__, "description": ABOUT},
        "servers": [{"url": f"{public_url}/api/v1"}],
        "paths": {path: {"get": _describe(path, operation)} for path, operation in PATHS.items()},
        "components": {"schemas": definitions["$defs"]},
    }


def _describe(path: str, operation: Operation) -> dict[str, Any]:
    has_number = "{id}" in path
    problems = {**PROBLEMS, **(NOT_FOUND if has_number else {})}
    answer = {"application/json": {"schema": _reference(operation.answer)}}
    problem = {"application/problem+json": {"schema": _reference(schemas.Problem)}}
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*([NUMBER] if has_number else []), *(_parameters(operation.query) if operation.query else [])],
        "responses": {
            "200": {"description": "OK", "headers": {"ETag": {"schema": {"type": "string"}}}, "content": answer},
            "304": {"description": N_("Rien n’a changé")},
            **{code: {"description": why, "content": problem} for code, why in problems.items()},
        },
    }


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": REFERENCE.format(model=model.__name__)}


def _parameters(query: type[BaseModel]) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "required": False, "schema": schema, "description": schema.pop("description")}
        for name, schema in query.model_json_schema()["properties"].items()
    ]
