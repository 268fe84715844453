"""What `fairapp import offers` says; tests/test_main_job.py follows real offers to the candidate."""

import sys

import pytest

from fairapp.core.doubts import doubt
from fairapp.offers.imports.entries import WrongLine
from fairapp.offers.imports.records import make_record
from fairapp.offers.imports.reports import ImportReport, Twin
from fairapp.offers.imports.sorting import Line
from tests.offers.imports.files import ONE, jsonl


@pytest.fixture
def fails(monkeypatch, reading, capsys):
    """Run the command here; return the lines in which it says why it fails."""
    from fairapp import cli  # slow import: it loads the application

    monkeypatch.setattr("fairapp.cli.imports.reading", reading)

    def fails(*arguments):
        monkeypatch.setattr(sys, "argv", ["fairapp", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        assert end.value.code
        return capsys.readouterr().err.splitlines()

    return fails


def test_what_cannot_be_imported_says_why_in_one_line(fails, tmp_path):
    good, wrong = tmp_path / "bon.jsonl", tmp_path / "mauvais.csv"
    good.write_bytes(jsonl({}))
    wrong.write_text("nom;ville\nx;y")
    assert fails("import", "offers", wrong, "--cluster", "pole") == [
        "fairapp: La première ligne doit nommer les colonnes, dont « titre »."
    ]
    assert fails("import", "offers", good, "--cluster", "nulle-part") == [
        "fairapp: Aucun cluster « nulle-part » : « fairapp clusters list » les montre."
    ]
    assert fails("import", "offers", good, "--cluster", "pole", "--source", "x" * 61) == [
        "fairapp: Le nom de la source compte de 1 à 60 caractères."
    ]
    assert "does not exist" in fails("import", "offers", tmp_path / "absent.csv", "--cluster", "pole")[-1]


def test_the_summary_tells_what_matters():
    """On a terminal: figures, wrong lines, and each kind of remark once, with an example."""
    from fairapp.cli.imports import _summary  # slow import, as above

    line = Line(make_record(3, ONE))
    report = ImportReport(dry_run=True, missing=2, new_companies=1, wrong_lines=[WrongLine(2, doubt("pas de titre."))])
    report.count(Line(make_record(1, ONE | {"salary": "Mensuel de 40000 Euros"})), "created")
    report.count(line, "created")
    report.twins.append(Twin(line=3, title="Soudeur", like_line=1))
    assert _summary(report).splitlines() == [
        "Simulation : 3 offres : 2 créées, 0 modifiées, 0 inchangées, 0 rattachées, 0 closes, 1 refusées.",
        "  ligne 2 : pas de titre.",
        "  nouvelles fiches d’entreprises : 1",
        "  absentes de ce fichier, qui semble incomplet : 2, gardées 7 jours",
        "  Salaire, à vérifier, 1 fois ; ligne 1 : Salaire par mois de 40000 € : compris par an.",
        "  Métier, complété, 2 fois ; ligne 1 : métier déduit du titre : Soudeur / Soudeuse.",
        "  Lieu, complété, 2 fois ; ligne 1 : « Aubenas (07) » : Aubenas (07200).",
        "  doublon possible, ligne 3 : Soudeur",
    ]
