"""`fairapp clusters …` and `fairapp import members …`: a real cluster starts without demo data."""

import json

import pytest
from sqlmodel import select

from fairapp.accounts.models import Account
from fairapp.clusters.models import Affiliation, Cluster, Company
from fairapp.core.errors import CommandError, DomainError
from fairapp.core.tasks import Task
from tests.factories import make_cluster

FILE = "nom;siret;courriel;ville\nÉlan;732 829 320 00074;rh@elan.fr;Aubenas\nFaux;12;;\nFer;;;Nulle-Part-du-Tout\n"


@pytest.fixture
def members(tmp_path):
    path = tmp_path / "adherents.csv"
    path.write_text(FILE)
    return str(path)


def test_first_organiser_comes_in_by_the_printed_link(run_command, client, reading):
    printed = run_command("clusters", "create", "Pôle Bois", "--organiser", "Anne@Bois.fr")
    assert "http://localhost/clusters/pole-bois" in printed
    client.post(printed.splitlines()[-1].removeprefix("http://localhost"))
    assert client.get("/pilotage/pole-bois/entreprises").status_code == 200
    with reading() as session:
        assert session.exec(select(Account.email)).all() == ["anne@bois.fr"]
        assert session.exec(select(Affiliation.cluster_id)).all() == session.exec(select(Cluster.id)).all()


@pytest.mark.parametrize(
    "arguments",
    [("P",), ("Pôle", "--slug", "Pôle Bois"), ("Pôle", "--slug", "pris"), ("Pôle", "--organiser", "anne@")],
)
def test_a_wrong_cluster_is_refused_whole(run_command, writing, reading, arguments):
    with writing() as session:
        make_cluster(session, slug="pris")
    with pytest.raises((CommandError, DomainError)):
        run_command("clusters", "create", *arguments)
    with reading() as session:
        assert session.exec(select(Cluster.slug)).all() == ["pris"]
        assert session.exec(select(Account)).all() == []


def test_clusters_are_listed_with_members_and_organisers(run_command, members):
    run_command("clusters", "create", "Pôle Bois", "--slug", "bois", "--organiser", "anne@bois.fr")
    run_command("import", "members", members, "--cluster", "bois")
    [found] = json.loads(run_command("clusters", "list", "--json"))
    assert found == {"slug": "bois", "name": "Pôle Bois", "members": 2, "organisers": ["anne@bois.fr"]}
    assert "anne@bois.fr" in run_command("clusters", "list")


def test_members_are_imported_with_a_report_per_line(run_command, members, reading):
    run_command("clusters", "create", "Pôle Bois", "--slug", "bois")
    printed = run_command("import", "members", members, "--cluster", "bois", "--invite")
    assert printed.splitlines()[0] == "2 créées, 0 modifiées, 0 inchangées, 1 invitées, 1 lignes refusées."
    assert "ligne 3, refusée : siret" in printed
    assert "ligne 4, à vérifier : commune introuvable" in printed
    report = json.loads(run_command("import", "members", members, "--cluster", "bois", "--invite", "--json"))
    assert (report["created"], report["unchanged"], report["invited"]) == (0, 2, 0)
    with reading() as session:
        tasks = session.exec(select(Task.handler)).all()
    assert tasks.count("clusters.handlers.send_invitation") == 1


def test_a_dry_run_writes_and_sends_nothing(run_command, members, reading):
    run_command("clusters", "create", "Pôle Bois", "--slug", "bois")
    assert "Simulation : 2 créées" in run_command(
        "import", "members", members, "--cluster", "bois", "--invite", "--dry-run"
    )
    with reading() as session:
        assert session.exec(select(Company)).all() == session.exec(select(Task)).all() == []


def test_unknown_cluster_and_wrong_file_stop_with_a_clear_line(run_command, members, tmp_path):
    with pytest.raises(CommandError, match="fairapp clusters list"):
        run_command("import", "members", members, "--cluster", "rien")
    wrong = tmp_path / "image.csv"
    wrong.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    with pytest.raises(DomainError):
        run_command("import", "members", str(wrong), "--cluster", "rien")
