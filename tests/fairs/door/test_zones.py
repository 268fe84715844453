"""A fair in La Réunion: the door, its paper and the control room tell the hours of the island."""

from uuid import uuid4

import pytest

from fairapp.fairs.models import Fair
from tests.support.htmx import soup

FAIR = "/pilotage/bois/salons/quai"


@pytest.fixture
def south(device, world, writing):
    """Give a telephone at a door of the island; it is half past twelve in Paris, half past three there."""
    with writing() as session:
        session.get_one(Fair, world.fair.id).time_zone = "Indian/Reunion"
    return device(world.south)


def said(response):
    return " ".join(soup(response).text.split())


def scan(browser, badge):
    return browser.post("/porte/passages", data={"code": badge.token, "nonce": str(uuid4())})


def test_d2_the_door_tells_the_hour_there(south, world):
    scan(south, world.badge)
    assert "Scanné à 15 h 30" in said(scan(south, world.badge))
    page = soup(south.get("/porte"))
    assert [line.text.split("·")[0].split() for line in page.select(".gate__log small")] == [["15", "h", "30"]] * 2
    assert "passage de 15 h 30" in said(south.get(page.select_one(".gate__log a")["href"]))


@pytest.mark.parametrize(("path", "where"), [("", ".live time, .feed time"), ("/portes/liste", "main .small")])
def test_the_organiser_reads_the_hour_there(south, world, sign_in, path, where):
    scan(south, world.badge)
    shown = soup(sign_in(world.organiser).get(f"{FAIR}{path}")).select(where)
    assert shown
    assert all("15 h 30" in " ".join(one.text.split()) for one in shown)
