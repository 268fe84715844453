"""What will not print well is told before (rows G2, G5)."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlmodel import Session, select

from fairapp.fairs.badges import preflight
from fairapp.fairs.badges.cards import press_for
from fairapp.fairs.badges.holders import holders_of
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.badges.preflight import Trouble, general_findings, inspect
from fairapp.fairs.enums import BadgeLayout
from tests.fairs.badges.making import add_person, furnish

Sessions = Callable[[], AbstractContextManager[Session]]

SITE = "https://salons.exemple.fr"


def findings(
    app: Flask, writing: Sessions, *names: tuple[str, str], organisation: str = ""
) -> list[tuple[Trouble, str]]:
    with app.app_context(), writing() as session:
        fair = furnish(session, people=1).fair
        for first, last in names:
            add_person(session, fair, first, last).organisation = organisation
        session.flush()
        found = inspect(press_for(session, fair, BadgeLayout.A4_SHEET, public_url=SITE), holders_of(session, fair.id))
        assert {one.badge_id for one in found} <= set(session.exec(select(Badge.id)))
    return [(one.trouble, one.detail) for one in found]


def test_g5_there_is_nothing_to_say_of_plain_names(app, writing):
    assert findings(app, writing, ("Enora", "Le Goff")) == []


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("W" * 80, "M" * 80, (Trouble.OVERFLOW, "")),
        ("Zoé\ue000\U000f1234", "Martin\ue000", (Trouble.GLYPH, "U+E000, U+F1234")),
        ("\u200b \u202e", "Martin", (Trouble.EMPTY, "")),
    ],
)
def test_g5_what_will_not_print_well_is_found(app, writing, first, last, expected):
    assert findings(app, writing, (first, last)) == [expected]


def test_g5_the_same_name_twice_may_be_a_duplicate(app, writing):
    found = findings(app, writing, ("Zoé", "Martin"), ("ZOE", "martin"), ("Zoé", "Martine"))
    assert found == [(Trouble.DUPLICATE, "")] * 2


def test_g5_a_shortened_line_is_told(app, writing):
    found = findings(app, writing, ("Zoé", "Martin"), organisation="Lycée MMMMM " * 10)
    assert found == [(Trouble.SHORTENED, "")]


def test_g3_a_long_host_is_told_for_the_whole_batch(monkeypatch):
    monkeypatch.setattr(preflight, "missing_packages", list)

    assert general_findings(SITE) == []
    assert [message for message, _params in general_findings("https://a-much-longer-host.exemple.fr")] == [
        "L’adresse du site est longue : les codes ont plus de 29 modules et se lisent de moins loin."
    ]
    assert [message for message, _params in general_findings("http://127.0.0.1:8000")] == [
        "Le site n’est pas en https : imprimez ces codes pour un essai seulement."
    ]


def test_g2_a_package_of_fonts_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setattr(preflight, "missing_packages", lambda: ["fonts-noto-cjk"])

    assert [params for _message, params in general_findings(SITE)] == [{"package": "fonts-noto-cjk"}]
