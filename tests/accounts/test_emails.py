import pytest
from pydantic import TypeAdapter, ValidationError

from fairapp.accounts.emails import EmailAddress, normalise_email


def test_two_spellings_are_one_address():
    assert normalise_email(" Lea.Martin@Exemple.FR ") == "lea.martin@exemple.fr"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "lea",
        "lea@",
        "@exemple.fr",
        "lea@exemple",
        "lea@@exemple.fr",
        "lea@exemple..fr",
        "le..a@exemple.fr",
        "lea martin@exemple.fr",
        "lea@exemple.fr\nbcc: tom@exemple.fr",
        "léa@exemple.fr",
        "lea@-exemple.fr",
        "<lea@exemple.fr>",
        "a" * 65 + "@exemple.fr",
        "lea@" + "a." * 130 + "fr",
    ],
)
def test_what_nobody_can_write_to_is_refused(text):
    with pytest.raises(ValueError, match="Saisissez une adresse"):
        normalise_email(text)


def test_form_field_says_what_to_type():
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(EmailAddress).validate_python("lea")
    [error] = refused.value.errors()
    assert error["type"] == "email"
    assert error["msg"].startswith("Saisissez une adresse électronique")
