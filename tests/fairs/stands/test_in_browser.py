"""Row B2 in a browser: the keyboard alone, a telephone, and two people who look at one plan."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.axe import assert_accessible

pytestmark = pytest.mark.browser

COMPANY = "Recruteuse, Chantiers"
PLAN = "/entreprise/chantiers-kermarec/salons/grand-quai/plan"
PUBLIC = "/salons/grand-quai/plan"


@pytest.fixture
def signed_in(page: Page) -> Iterator[Page]:
    page.goto("/connexion")
    page.get_by_role("button", name=COMPANY).click()
    page.wait_for_url("**/entreprise/**")
    yield page
    page.goto(PLAN)
    if (release := page.get_by_role("button", name="Libérer")).count():  # the demo is everyone's
        release.click()
        expect(page.locator("#t-panneau")).to_have_text("Réserver un stand")


def test_b2_b3_the_keyboard_alone_holds_and_gives_back(signed_in: Page) -> None:
    signed_in.goto(PLAN)
    free = signed_in.locator("a.stand--free").first
    code = free.locator(".no").text_content()
    expect(signed_in.get_by_role("link", name=f"Stand {code}, Disponible")).to_be_attached()
    free.focus()
    signed_in.keyboard.press("Enter")
    expect(signed_in.locator("#t-panneau")).to_be_focused()
    expect(signed_in.locator("#t-panneau")).to_have_text(f"Stand {code}")
    expect(signed_in.locator("time[data-hold]")).to_contain_text("14:")
    signed_in.get_by_label("Note à l’organisateur").fill("Près de l'entrée")
    signed_in.locator("a.stand--free").first.focus()  # another one: what was typed stays
    signed_in.keyboard.press("Enter")
    expect(signed_in.locator("#t-panneau")).not_to_have_text(f"Stand {code}")
    expect(signed_in.get_by_label("Note à l’organisateur")).to_have_value("Près de l'entrée")
    signed_in.get_by_role("button", name="Libérer").focus()
    signed_in.keyboard.press("Enter")
    expect(signed_in.locator("#t-panneau")).to_have_text("Réserver un stand")
    expect(signed_in.locator("#t-panneau")).to_be_focused()


def test_b2_others_see_a_change_within_5_seconds_and_stay_where_they_are(signed_in: Page, mobile_page: Page) -> None:
    """The plan asks every three seconds; how long a busy machine takes to answer is the bench's matter."""
    mobile_page.goto(PUBLIC)
    expect(mobile_page.locator("[hx-get*='/plan/etat']")).to_have_attribute("hx-trigger", "every 3s")
    stand = mobile_page.locator("a.stand--free").nth(1)
    name = stand.get_attribute("id")
    box = mobile_page.locator("[data-keep-scroll]").first
    box.evaluate("element => { element.scrollLeft = 120 }")
    stand.evaluate("element => element.focus({ preventScroll: true })")
    signed_in.goto(PLAN)
    signed_in.locator(f"#{name}").click()
    expect(mobile_page.locator(f"#{name}.stand--held")).to_be_attached()
    expect(mobile_page.locator(f"#{name}")).to_be_focused()
    assert box.evaluate("element => element.scrollLeft") == 120


def test_b2_a_plan_that_arrives_after_the_page_was_left_is_dropped(signed_in: Page) -> None:
    """Sending a reservation changes the plan: its refresh is under way when the exhibitor's space comes."""
    late: list[Route] = []
    signed_in.goto(PLAN)
    signed_in.locator("a.stand--free").first.click()
    expect(signed_in.locator("time[data-hold]")).to_be_visible()
    signed_in.route("**/grand-quai/plan", lambda route: late.append(route))
    signed_in.evaluate("htmx.trigger(document.body, 'plan-changed')")
    signed_in.get_by_label("J’accepte les conditions").check()
    signed_in.get_by_role("button", name="Envoyer la réservation").click()
    expect(signed_in.locator("#space")).to_be_visible()
    with signed_in.expect_response("**/grand-quai/plan"):
        late[0].continue_()
    signed_in.unroute_all()
    sent = signed_in.locator("section", has_text="À confirmer par l’organisateur").last  # the demo is everyone's
    sent.get_by_role("link", name="Annuler la réservation").click()
    signed_in.get_by_role("button", name="Annuler la réservation").click()
    expect(signed_in.get_by_text("Réservation annulée")).to_be_visible()


def test_b2_a_telephone_scrolls_the_plan_not_the_page(mobile_page: Page) -> None:
    mobile_page.goto(PUBLIC)
    assert mobile_page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sides = mobile_page.locator("a.stand").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect()).map((box) => Math.min(box.width, box.height))"
    )
    assert min(sides) >= 24  # WCAG 2.2, 2.5.8
    mobile_page.goto(f"{PUBLIC}?vue=liste")
    assert mobile_page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [1024, 1200, 1440])
def test_b2_the_plan_has_its_room_beside_the_menu(signed_in: Page, width: int) -> None:
    signed_in.set_viewport_size({"width": width, "height": 900})
    signed_in.goto(PLAN)
    hidden = signed_in.locator(".plan-scroll").first.evaluate("box => box.scrollWidth - box.clientWidth")
    assert hidden == 0
    assert signed_in.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_plan_panel_and_list_are_accessible(signed_in: Page) -> None:
    signed_in.goto(PLAN)
    assert_accessible(signed_in)
    signed_in.locator("a.stand--free").first.click()
    expect(signed_in.locator("time[data-hold]")).to_be_visible()
    assert_accessible(signed_in)
    signed_in.goto(f"{PLAN}?vue=liste")
    assert_accessible(signed_in)
