"""The OpenAPI 3.1 description, made from the schemas that the views really use."""

import hashlib
from functools import lru_cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from fairapp import __version__
from fairapp.offers.api import schemas

PATHS: dict[str, tuple[str, type[BaseModel] | None, type[BaseModel]]] = {
    "/offers": ("Search the open offers", schemas.OffersQuery, schemas.OfferList),
    "/offers/{id}": ("One open offer", None, schemas.OfferDetail),
    "/suggest": ("Job titles, companies and communes that begin so", schemas.SuggestQuery, schemas.SuggestionList),
    "/clusters": ("The clusters and how many offers each shows", None, schemas.ClusterList),
}
REFERENCE = "#/components/schemas/{model}"


def fingerprint(text: str) -> str:
    """Return a short tag of an answer's body."""
    return hashlib.sha256(text.encode()).hexdigest()[:20]


@lru_cache(maxsize=4)
def document(public_url: str) -> dict[str, Any]:
    """Return the whole description."""
    answers: list[Any] = [(answer, "serialization") for *_, answer in PATHS.values()]
    _map, definitions = models_json_schema([*answers, (schemas.Problem, "serialization")], ref_template=REFERENCE)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Job offers", "version": __version__},
        "servers": [{"url": f"{public_url}/api/v1"}],
        "paths": {path: {"get": _operation(path, *about)} for path, about in PATHS.items()},
        "components": {"schemas": definitions["$defs"]},
    }


def _operation(path: str, summary: str, query: type[BaseModel] | None, answer: type[BaseModel]) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": REFERENCE.format(model="Problem")}}}
    return {
        "summary": summary,
        "parameters": [*_path_parameters(path), *(_parameters(query) if query else [])],
        "responses": {
            "200": {
                "description": "OK",
                "content": {"application/json": {"schema": {"$ref": REFERENCE.format(model=answer.__name__)}}},
            },
            "400": {"description": "A parameter makes no sense", "content": problem},
            "404": {"description": "No such offer", "content": problem},
            "429": {"description": "Too many requests", "content": problem},
        },
    }


def _path_parameters(path: str) -> list[dict[str, Any]]:
    number = {
        "name": "id",
        "in": "path",
        "required": True,
        "schema": {"type": "integer"},
        "description": "Number of the offer",
    }
    return [number] if "{id}" in path else []


def _parameters(query: type[BaseModel]) -> list[dict[str, Any]]:
    properties = query.model_json_schema()["properties"]
    return [
        {"name": name, "in": "query", "required": False, "schema": schema, "description": schema.get("description", "")}
        for name, schema in properties.items()
    ]
