"""From the command to the page that a candidate sees, on real offers and an empty data directory."""

import json
import os
import subprocess
import sys

import pytest
from pydantic import SecretStr

from fairapp.core.settings import Settings
from tests.offers.imports.files import jsonl
from tests.support.htmx import soup

NEAR_AUBENAS = "ou=Aubenas+(07200)&rayon=25"


@pytest.fixture
def fairapp(tmp_path):
    """Run the command in its own process; return what it printed."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("FAIRAPP_")}
    settings = {"FAIRAPP_ENV": "test", "FAIRAPP_DATA_DIR": str(tmp_path / "data")}

    def fairapp(*arguments, fails=False):
        command = [sys.executable, "-m", "fairapp", *map(str, arguments)]
        done = subprocess.run(command, env=inherited | settings, capture_output=True, text=True, check=False)
        assert (done.returncode != 0) is fails, done.stderr
        return done.stderr if fails else done.stdout

    return fairapp


@pytest.fixture
def visit(tmp_path):
    """Start the site on the same data; return a way to see what a visitor sees."""
    from tests.support.application import running  # slow import: it loads the application

    opened = []

    def visit(url):
        if not opened:
            data_dir = tmp_path / "data"
            settings = Settings(env="test", data_dir=data_dir, secret_key=SecretStr("a secret of the tests, no other"))
            opened.append(running(settings))
            opened.append(opened[0].__enter__())
        answer = opened[1].test_client().get(url)
        assert answer.status_code == 200
        return soup(answer)

    yield visit
    if opened:
        opened[0].__exit__(None, None, None)


def titles(page):
    return [link.get_text(" ", strip=True) for link in page.select("#results .offers h3 a")]


@pytest.mark.sqlite_only
def test_real_offers_from_the_command_to_the_candidate(fairapp, visit, shared_data):
    file = shared_data / "offers_local.jsonl"
    fairapp("clusters", "create", "Ardèche", "--slug", "ardeche")
    report = json.loads(fairapp("import", "offers", file, "--cluster", "ardeche", "--json"))
    assert (report["read"], report["created"], report["wrong"]) == (824, 824, 0)
    assert "824 inchangées" in fairapp("import", "offers", file, "--cluster", "ardeche")
    assert fairapp("search", "rebuild")
    for words, found in (("aide soignante", "soignant"), ("soudeuse", "soudeu"), ("developeur", "développeu")):
        page = visit(f"/clusters/ardeche/offres?q={words.replace(' ', '+')}&{NEAR_AUBENAS}")
        assert titles(page), words
        assert found in titles(page)[0].lower()
    page = visit(f"/offres?q=aide+soignante&{NEAR_AUBENAS}")
    link = page.select_one("#results .offers h3 a")
    assert visit(link["href"]).select_one("h1").get_text(strip=True) == link.get_text()


@pytest.mark.sqlite_only
def test_what_cannot_be_imported_says_why_in_one_line(fairapp, tmp_path):
    (tmp_path / "bon.jsonl").write_bytes(jsonl({}))
    (tmp_path / "mauvais.csv").write_text("nom;ville\nx;y")
    said = fairapp("import", "offers", tmp_path / "bon.jsonl", "--cluster", "nulle-part", fails=True)
    assert said.splitlines() == ["fairapp: Aucun cluster « nulle-part » : « fairapp clusters list » les montre."]
    said = fairapp("import", "offers", tmp_path / "mauvais.csv", "--cluster", "nulle-part", fails=True)
    assert said.splitlines() == ["fairapp: La première ligne doit nommer les colonnes, dont « titre »."]
