import pytest

from fairapp.mail import UnsafeHeader


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x0b", "\x00", "\x7f", "\x85", "\u2028"])
@pytest.mark.parametrize("field", ["to_name", "subject", "reply_to", "unsubscribe_url"])
def test_line_break_in_a_header_is_refused(letter_to, field, break_):
    with pytest.raises(UnsafeHeader):
        letter_to(**{field: f"Léa{break_}Bcc: tous@exemple.fr"})


@pytest.mark.parametrize(
    "address", ["", "lea", "a@b@c.fr", "a@b.fr, c@d.fr", "Léa <lea@exemple.fr>", "a@b.fr\nBcc: c@d.fr"]
)
def test_what_is_not_one_address_is_refused(letter_to, address):
    with pytest.raises(UnsafeHeader):
        letter_to(address)
