"""Kinds of values that people type about organisations, understood and checked in one place."""

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from fairapp import reference
from fairapp.accounts.emails import normalise_email
from fairapp.clusters.siret import NOT_A_SIRET, clean_siret
from fairapp.core.text import N_

NOT_AN_ADDRESS = N_("Saisissez une adresse de site, par exemple https://www.exemple.fr.")
NOT_A_COLOUR = N_("Choisissez une couleur, par exemple #0b5566.")
NOT_A_NAF_CODE = N_("Ce code NAF n’existe pas. Il s’écrit par exemple 62.01Z.")

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}(?::\d{1,5})?")


def _refuse(kind: str, message: str) -> PydanticCustomError:
    return PydanticCustomError(kind, message)


def _siret(value: object) -> object:
    if isinstance(value, str) and (found := clean_siret(value)):
        return found
    raise _refuse("siret", NOT_A_SIRET)


def _web_address(value: object) -> object:
    """Complete « www.exemple.fr »; only web addresses pass, so that no link of ours runs a script."""
    if not isinstance(value, str) or not (text := value.strip()):
        return ""
    text = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(text)
    except ValueError:
        raise _refuse("web_address", NOT_AN_ADDRESS) from None
    clean = not any(char.isspace() or char in '<>"\\\\' for char in text)
    if parts.scheme in {"http", "https"} and clean and _HOST.fullmatch(parts.netloc.lower()):
        return text
    raise _refuse("web_address", NOT_AN_ADDRESS)


def _optional_email(value: object) -> object:
    if not isinstance(value, str) or not value.strip():
        return ""
    try:
        return normalise_email(value)
    except ValueError as error:
        raise _refuse("email", str(error)) from None


def _colour(value: object) -> object:
    if isinstance(value, str) and _COLOUR.fullmatch(value.strip().lower()):
        return value.strip().lower()
    raise _refuse("colour", NOT_A_COLOUR)


def _naf_code(value: object) -> object:
    if not isinstance(value, str) or not value.strip():
        return ""
    if activity := reference.activities().activity(value.strip()):
        return activity.code
    raise _refuse("naf_code", NOT_A_NAF_CODE)


Siret = Annotated[str, BeforeValidator(_siret)]
WebAddress = Annotated[str, BeforeValidator(_web_address)]
OptionalEmail = Annotated[str, BeforeValidator(_optional_email)]
Colour = Annotated[str, BeforeValidator(_colour)]
NafCode = Annotated[str, BeforeValidator(_naf_code)]
