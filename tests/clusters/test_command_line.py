"""`fairapp clusters …` and `fairapp import members …`: a real cluster starts without demo data."""

import json

import pytest
from click.testing import CliRunner
from sqlmodel import select

from fairapp.accounts.models import Account
from fairapp.clusters.models import Affiliation, Cluster, Company
from fairapp.core.errors import CommandError, DomainError
from fairapp.core.tasks import Task
from tests.factories import make_cluster

FILE = "nom;siret;courriel;ville\nÉlan;732 829 320 00074;rh@elan.fr;Aubenas\nFaux;12;;\nFer;;;Nulle-Part-du-Tout\n"


@pytest.fixture
def run(settings, environment):
    """Run the command; return what it printed on standard output."""
    from fairapp.cli import context, root  # slow import: it loads the application

    environment(
        env="test", data_dir=str(settings.data_dir), database_url=settings.database_url,
        secret_key=settings.secret_key.get_secret_value(), public_url=settings.public_url,
    )  # fmt: skip
    cached = (context.settings, context.bare_engine, context.engine, context.application)
    for function in cached:
        function.cache_clear()

    def run(*arguments):
        result = CliRunner().invoke(root, arguments, standalone_mode=False)
        if result.exception:
            raise result.exception
        return result.stdout

    yield run
    context.application().extensions["fairapp"].engine.dispose()
    context.bare_engine().dispose()
    for function in cached:
        function.cache_clear()


@pytest.fixture
def members(tmp_path):
    path = tmp_path / "adherents.csv"
    path.write_text(FILE)
    return str(path)


def test_first_organiser_comes_in_by_the_printed_link(run, client, reading):
    printed = run("clusters", "create", "Pôle Bois", "--organiser", "Anne@Bois.fr")
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
def test_a_wrong_cluster_is_refused_whole(run, writing, reading, arguments):
    with writing() as session:
        make_cluster(session, slug="pris")
    with pytest.raises((CommandError, DomainError)):
        run("clusters", "create", *arguments)
    with reading() as session:
        assert session.exec(select(Cluster.slug)).all() == ["pris"]
        assert session.exec(select(Account)).all() == []


def test_clusters_are_listed_with_members_and_organisers(run, members):
    run("clusters", "create", "Pôle Bois", "--slug", "bois", "--organiser", "anne@bois.fr")
    run("import", "members", members, "--cluster", "bois")
    [found] = json.loads(run("clusters", "list", "--json"))
    assert found == {"slug": "bois", "name": "Pôle Bois", "members": 2, "organisers": ["anne@bois.fr"]}
    assert "anne@bois.fr" in run("clusters", "list")


def test_members_are_imported_with_a_report_per_line(run, members, reading):
    run("clusters", "create", "Pôle Bois", "--slug", "bois")
    printed = run("import", "members", members, "--cluster", "bois", "--invite")
    assert printed.splitlines()[0] == "2 créées, 0 modifiées, 0 inchangées, 1 invitées, 1 lignes refusées."
    assert "ligne 3, refusée : siret" in printed
    assert "ligne 4, à vérifier : commune introuvable" in printed
    report = json.loads(run("import", "members", members, "--cluster", "bois", "--invite", "--json"))
    assert (report["created"], report["unchanged"], report["invited"]) == (0, 2, 0)
    with reading() as session:
        tasks = session.exec(select(Task.handler)).all()
    assert tasks.count("clusters.handlers.send_invitation") == 1


def test_a_dry_run_writes_and_sends_nothing(run, members, reading):
    run("clusters", "create", "Pôle Bois", "--slug", "bois")
    assert "Simulation : 2 créées" in run("import", "members", members, "--cluster", "bois", "--invite", "--dry-run")
    with reading() as session:
        assert session.exec(select(Company)).all() == session.exec(select(Task)).all() == []


def test_unknown_cluster_and_wrong_file_stop_with_a_clear_line(run, members, tmp_path):
    with pytest.raises(CommandError, match="fairapp clusters list"):
        run("import", "members", members, "--cluster", "rien")
    wrong = tmp_path / "image.csv"
    wrong.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    with pytest.raises(DomainError):
        run("import", "members", str(wrong), "--cluster", "rien")
