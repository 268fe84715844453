from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP

import pytest
import time_machine
from bs4 import BeautifulSoup
from jinja2 import UndefinedError

from fairapp.mail.composing import compose


def text_of(letter):
    return letter.get_body(("plain",)).get_content()


def html_of(letter):
    return BeautifulSoup(letter.get_body(("html",)).get_content(), "html5lib")


@time_machine.travel(datetime(2026, 11, 21, 9, 30, tzinfo=UTC), tick=False)
def test_headers_say_who_what_and_when(settings, letter_to):
    letter = compose(settings, letter_to(to_name="Léa Martin", reply_to="pole@exemple.fr"))
    assert letter["To"].addresses[0].display_name == "Léa Martin"
    assert letter["To"].addresses[0].addr_spec == "lea@exemple.fr"
    assert str(letter["From"]) == f"{settings.product_name} <{settings.mail_from}>"
    assert str(letter["Reply-To"]) == "pole@exemple.fr"
    assert letter["Date"].datetime == datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    assert letter["Auto-Submitted"] == "auto-generated"


def test_accents_survive_the_way(settings, letter_to):
    letter = compose(settings, letter_to(subject="Réponse à l’offre d’électricien·ne", to_name="Zoé Lefèvre"))
    received = message_from_bytes(letter.as_bytes(), policy=SMTP)
    assert received["Subject"] == "Réponse à l’offre d’électricien·ne"
    assert received["To"].addresses[0].display_name == "Zoé Lefèvre"


def test_same_key_gives_the_same_message_id(settings, letter_to):
    first, again = (compose(settings, letter_to(key="invitation-7")) for _ in range(2))
    assert first["Message-ID"] == again["Message-ID"]
    assert first["Message-ID"] != compose(settings, letter_to(key="invitation-8"))["Message-ID"]


def test_without_key_each_letter_is_another(settings, letter_to):
    assert compose(settings, letter_to())["Message-ID"] != compose(settings, letter_to())["Message-ID"]


def test_text_and_html_come_from_one_template(settings, letter_to):
    letter = compose(settings, letter_to())
    assert "Me connecter :\nhttp://localhost/connexion/lien/1-a\n" in text_of(letter).replace("\r\n", "\n")
    button = html_of(letter).select_one("a")
    assert (button.get_text(), button["href"]) == ("Me connecter", "http://localhost/connexion/lien/1-a")


def test_what_people_typed_is_escaped_in_html_and_plain_in_text(settings, letter_to):
    what = "<b>Léa</b> & Cie\n\nhttp://ailleurs.example"
    letter = compose(
        settings, letter_to(template="security_notice", context={"what": what, "url": "http://localhost/x"})
    )
    assert "<b>Léa</b> & Cie" in text_of(letter)
    html = html_of(letter)
    assert "<b>Léa</b> & Cie" in html.get_text()
    assert [link["href"] for link in html.select("a")] == ["http://localhost/x"]  # their address is no button
    assert not html.select("b")


def test_template_that_lacks_a_value_fails_rather_than_says_nothing(settings, letter_to):
    with pytest.raises(UndefinedError):
        compose(settings, letter_to(context={}))


def test_unsubscribing_is_one_click(settings, letter_to):
    letter = compose(settings, letter_to(unsubscribe_url="http://localhost/alertes/1-x/stop"))
    assert letter["List-Unsubscribe"] == "<http://localhost/alertes/1-x/stop>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "http://localhost/alertes/1-x/stop" in text_of(letter)


def test_the_address_of_unsubscribing_is_not_folded(settings, letter_to):
    url = f"https://emploi.un-cluster-au-nom-bien-long.example/alertes/123456-{'x' * 32}/desinscription"
    sent = compose(settings, letter_to(unsubscribe_url=url)).as_bytes()
    assert f"\r\nList-Unsubscribe: <{url}>\r\n".encode() in sent


def test_letters_one_must_get_offer_no_unsubscribing(settings, letter_to):
    letter = compose(settings, letter_to())
    assert letter["List-Unsubscribe"] is None
    assert letter["List-Unsubscribe-Post"] is None


def test_an_event_for_the_calendar_is_attached(settings, letter_to):
    letter = compose(settings, letter_to(calendar=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"))
    [attached] = message_from_bytes(letter.as_bytes(), policy=SMTP).iter_attachments()
    assert (attached.get_content_type(), attached.get_filename()) == ("text/calendar", "agenda.ics")
    assert attached.get_param("method") == "PUBLISH"
    assert attached.get_payload(decode=True) == b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    assert text_of(letter)
