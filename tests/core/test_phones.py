"""The number on the list for the gate can be dialled (row E11)."""

import pytest
from pydantic import TypeAdapter, ValidationError

from fairapp.core.phones import NOT_A_NUMBER, OptionalPhone, phone_link

PHONE = TypeAdapter(OptionalPhone)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("06 12 34 56 78", "06 12 34 56 78"),
        ("0298765432", "0298765432"),
        ("+33 (0)6.12.34.56.78", "+33 (0)6.12.34.56.78"),
        ("02-98-76-54-32", "02-98-76-54-32"),
        ("06\u00a012\u202f34\u201156\u201178", "06 12 34-56-78"),
        (" 3639 12 ", "3639 12"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_e11_a_number_is_kept_as_it_is_written(typed, kept):
    assert PHONE.validate_python(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["demander au secrétariat", "06 12", "12345", "06 12 34 56 78 poste 4", "06/12/34/56/78", "()-. +", "०६१२३४५६७८"],
)
def test_e11_what_cannot_be_dialled_is_refused(typed):
    with pytest.raises(ValidationError, match=NOT_A_NUMBER.split(",")[0]):
        PHONE.validate_python(typed)


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("06 12.34-56 78", "tel:0612345678"),
        ("+33 (0)6 12 34 56 78", "tel:+33612345678"),
        ("+33(0)6.12", "tel:+33612"),
        ("+33 6 12", "tel:+33612"),
        ("(02) 98 76", "tel:029876"),
        ("01 (0) 2", "tel:0102"),
    ],
)
def test_e11_a_telephone_dials_it(written, dialled):
    assert phone_link(written) == dialled
