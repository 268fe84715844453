"""The main job on real input: from the import command to the page that a candidate opens."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import open_page
from tests.support.once import made_once
from tests.support.server import PATIENCE, Server, fairapp

pytestmark = pytest.mark.browser

COUNTS = {"offers_local": 824, "offers_mixed": 313, "offers_digital": 616}


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Iterator[Server]:
    """A site that was empty an hour ago: one cluster, and the three files of real offers."""

    def import_all(folder: Path) -> None:
        fairapp("db", "upgrade", data_dir=folder)
        fairapp("clusters", "create", "Club des entreprises d'Ardèche", "--slug", "ardeche", data_dir=folder)
        for name, count in COUNTS.items():
            report = import_file(folder, shared_data / f"{name}.jsonl")
            assert (report["created"], report["wrong"]) == (count, 0)
        fairapp("search", "rebuild", data_dir=folder)

    folder = tmp_path_factory.mktemp("main-job") / "data"
    shutil.copytree(made_once("board", import_all), folder)
    with Server(folder) as server:
        yield server


def import_file(folder: Path, file: Path) -> dict[str, int]:
    return json.loads(fairapp("import", "offers", file, "--cluster", "ardeche", "--json", data_dir=folder).stdout)


@pytest.fixture
def visitor(browser: Browser, board: Server) -> Iterator[Page]:
    with open_page(browser, board.url) as page:
        yield page


def search(page: Page, words: str, place: str = "") -> None:
    page.goto("/offres")
    page.locator("#q").fill(words)
    page.locator("#ou").fill(place)
    page.get_by_role("button", name="Rechercher").click()
    expect(page.locator("#t-results")).to_contain_text(words)
    expect(page).to_have_url(re.compile("q="))


def test_importing_again_changes_nothing(board: Server, shared_data: Path) -> None:
    report = import_file(board.data_dir, shared_data / "offers_local.jsonl")
    assert (report["created"], report["updated"], report["unchanged"]) == (0, 0, 824)


@pytest.mark.parametrize(
    ("words", "pattern"),
    [("aide soignante", r"aide[ -]soignant"), ("soudeuse", r"soud"), ("developeur", r"d[ée]velop|business develop")],
)
def test_a_candidate_finds_offers_around_aubenas(visitor: Page, words: str, pattern: str) -> None:
    search(visitor, words, "Aubenas")
    cards = visitor.locator("#liste .offer")
    expect(cards.first).to_contain_text(re.compile(pattern, re.IGNORECASE))
    expect(cards.first).to_contain_text(re.compile(r"à \d+"))


def test_a_candidate_filters_opens_and_comes_back(visitor: Page) -> None:
    search(visitor, "aide soignante")
    total = visitor.locator("#t-results")
    before = total.inner_text()
    visitor.locator("#filtres").get_by_label(re.compile("Ardèche")).check()
    expect(visitor.locator("#results .chip--on")).to_contain_text("Ardèche")
    expect(total).not_to_have_text(before)
    title = visitor.locator("#liste .offer__link").first.inner_text()
    visitor.locator("#liste .offer__link").first.click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(title)
    visitor.go_back()
    expect(visitor.locator("#results .chip--on")).to_contain_text("Ardèche")


@pytest.mark.parametrize("words", ["conducteur poids lourd", "data analyst", "alternance développeur", "comptable"])
def test_the_other_files_are_found_too(visitor: Page, words: str) -> None:
    search(visitor, words)
    expect(visitor.locator("#liste .offer").first).to_be_visible()


def test_the_same_works_without_script(browser: Browser, board: Server) -> None:
    with open_page(browser, board.url, java_script_enabled=False) as page:
        search(page, "aide soignante", "Aubenas")
        page.locator("#facets fieldset input").first.check()
        page.get_by_role("button", name="Appliquer").click()
        expect(page.locator("#results .chip--on")).to_have_count(2)  # the town and what was ticked
        page.locator("#liste .offer__link").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("aide", re.IGNORECASE))


def test_a_saved_offer_is_found_within_a_second(board: Server, shared_data: Path, tmp_path: Path) -> None:
    """From the command that writes it to the page that finds it, the follower's pause included."""
    offer = {"source": "essai", "source_id": "1", "title": "Zingueur-couvreuse quillotine F/H", "contract": "CDI",
             "description": "Toitures.", "place": "07 - AUBENAS", "company": "Toits d'ici"}  # fmt: skip
    file = tmp_path / "one.jsonl"
    file.write_text(json.dumps(offer), encoding="utf-8")
    import_file(board.data_dir, file)
    written = monotonic()
    while True:
        if json.loads(board.read("/api/v1/offers?q=quillotine"))["total"] == 1:
            break
        assert monotonic() - written < PATIENCE, "the search does not follow; the bench holds the one-second goal"
        sleep(0.05)
