"""Names of people, as anybody may type them for anybody: letters greet by them, so no address passes for one."""

from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from fairapp.core.text import N_, is_like_an_address

NOT_A_NAME = N_("Écrivez un nom, sans adresse de site ni de courriel.")


def _refuse_addresses(text: str) -> str:
    if is_like_an_address(text):
        raise PydanticCustomError("name", NOT_A_NAME)
    return text


PersonalName = Annotated[str, AfterValidator(_refuse_addresses)]
