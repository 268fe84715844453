import gzip
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from sqlmodel import Session, select

from fairapp import reference
from fairapp.core.errors import DomainError
from fairapp.reference import registry
from fairapp.reference.datasets import DATA_SETS
from fairapp.reference.models import ReferenceFile
from fairapp.reference.services import import_data_set, restore_data_set
from fairapp.reference.tables import ReferenceFileRefused, pack, read_checked, read_packed

Writing = Callable[[], AbstractContextManager[Session]]

HOLIDAYS = """zone,name,first_day,last_day
A,Vacances de Noël,2028-12-23,2029-01-07
B,Vacances de Noël,2028-12-23,2029-01-07
"""


@pytest.fixture(autouse=True)
def _shipped_edition() -> Iterator[None]:
    """Leave the process with the shipped data, whatever a test imported."""
    edition = registry._shelf.edition
    yield
    registry._shelf.edition = edition


def refused(session: Session, name: str, text: str, **options: bool) -> ReferenceFileRefused:
    with pytest.raises(ReferenceFileRefused) as caught:
        import_data_set(session, name, text.encode(), **options)
    assert session.exec(select(ReferenceFile)).all() == []
    return caught.value


@pytest.mark.parametrize("name", DATA_SETS)
def test_every_shipped_file_would_be_accepted(name: str) -> None:
    data_set = DATA_SETS[name]
    known = {column: {row[0] for row in read_packed(DATA_SETS[other].shipped())} for column, other in data_set.refers}
    assert read_checked(data_set, data_set.shipped(), known=known) == read_packed(data_set.shipped())


@pytest.mark.parametrize("name", DATA_SETS)
def test_every_shipped_file_is_small(name: str) -> None:
    assert len(DATA_SETS[name].shipped()) < 1_500_000


def test_an_import_replaces_the_data_set(session: Session) -> None:
    report = import_data_set(session, "school_holidays", HOLIDAYS.encode(), origin="fr.csv", force=True)
    assert (report.rows, report.rows_before, report.changed) == (2, 96, True)
    file = session.get(ReferenceFile, "school_holidays")
    assert (file.rows, file.origin) == (2, "fr.csv")


def test_the_same_file_twice_changes_nothing(session: Session) -> None:
    import_data_set(session, "school_holidays", HOLIDAYS.encode(), force=True)
    before = session.get(ReferenceFile, "school_holidays").imported_at
    assert import_data_set(session, "school_holidays", HOLIDAYS.encode()).changed is False
    assert session.get(ReferenceFile, "school_holidays").imported_at == before


def test_the_shipped_file_is_no_change(session: Session) -> None:
    assert import_data_set(session, "naf", DATA_SETS["naf"].shipped()).changed is False
    assert session.get(ReferenceFile, "naf") is None


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + HOLIDAYS,
        HOLIDAYS.replace(",", ";"),
        HOLIDAYS.replace("\n", "\r\n"),
        HOLIDAYS + "\n\n",
        "remark,LAST_DAY,name,first_day,zone\nx,2029-01-07,Vacances de Noël,2028-12-23,A\n,2029-01-07,Vacances de Noël,2028-12-23,B\n",
    ],
)
def test_usual_shapes_of_csv_are_read_alike(session: Session, text: str) -> None:
    import_data_set(session, "school_holidays", text.encode(), force=True)
    rows = read_packed(session.get(ReferenceFile, "school_holidays").content)
    assert rows == [
        ["A", "Vacances de Noël", "2028-12-23", "2029-01-07"],
        ["B", "Vacances de Noël", "2028-12-23", "2029-01-07"],
    ]


def test_wrong_lines_are_told_with_their_number(session: Session) -> None:
    text = (
        HOLIDAYS + "\nD,Pâques,2029-04-01,2029-04-15\nA,Pâques,2029-02-30,2029-04-15\nB,Autre,2028-12-23,2029-01-01\n"
    )
    refusal = refused(session, "school_holidays", text, force=True)
    assert [(error.line, str(error.message)) for error in refusal.lines] == [
        (5, "valeur inattendue dans « zone » : « D »"),
        (6, "valeur inattendue dans « first_day » : « 2029-02-30 »"),
        (7, "« B 2028-12-23 » figure déjà à la ligne 3"),
    ]
    assert str(refusal) == (
        "Le fichier contient des erreurs (la première à la ligne 5 : valeur inattendue dans « zone » : « D »)."
    )


def test_twenty_errors_are_enough(session: Session) -> None:
    text = HOLIDAYS + "X,Y,Z,T\n" * 100
    assert len(refused(session, "school_holidays", text).lines) == 20


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("zone,name\nA,B\n", "Colonnes manquantes : first_day, last_day. Attendues : zone, name, first_day, last_day."),
        ("", "Colonnes manquantes : zone, name, first_day, last_day. Attendues : zone, name, first_day, last_day."),
        ("zone,name,first_day,last_day\n", "Le fichier ne contient aucune ligne."),
        (HOLIDAYS + '"A,', "Ligne 4 : le fichier n’est pas un CSV lisible."),
        (HOLIDAYS, "Le fichier ne compte que 2 lignes au lieu de 96 : il semble incomplet."),
    ],
)
def test_a_wrong_file_changes_nothing(session: Session, text: str, reason: str) -> None:
    assert str(refused(session, "school_holidays", text)) == reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            b"zone,name,first_day,last_day\nA,No\xebl,2028-12-23,2029-01-07\n",
            "Ligne 2 : le fichier n’est pas en UTF-8.",
        ),
        (gzip.compress(HOLIDAYS.encode(), mtime=0)[:-9], "Le fichier compressé est incomplet."),
        (b"\x1f\x8b" + b"x" * 50, "Le fichier compressé est abîmé."),
        (gzip.compress(b"a" * (65 * 2**20), mtime=0), "Le fichier dépasse 64 Mo."),
        (
            b"\x00" * 100,
            "Colonnes manquantes : zone, name, first_day, last_day. Attendues : zone, name, first_day, last_day.",
        ),
    ],
)
def test_bytes_that_are_no_text_are_refused(session: Session, content: bytes, reason: str) -> None:
    with pytest.raises(ReferenceFileRefused) as caught:
        import_data_set(session, "school_holidays", content)
    assert str(caught.value) == reason


def test_codes_of_other_data_sets_must_exist(session: Session) -> None:
    text = "insee,name,kind,postal_codes,department,region,population\n99001,Ailleurs,commune,99000,99,84,12\n"
    refusal = refused(session, "communes", text, force=True)
    assert [(e.line, str(e.message)) for e in refusal.lines] == [(2, "« department » inconnu : « 99 »")]


def test_an_unknown_name_lists_the_known_ones(session: Session) -> None:
    with pytest.raises(DomainError, match=r"ne s’appelle « villes »\. Il y a : regions, departments, communes"):
        import_data_set(session, "villes", b"")


def test_processes_follow_the_database(writing: Writing) -> None:
    places = reference.places()
    with writing() as session:
        import_data_set(session, "school_holidays", HOLIDAYS.encode(), force=True)
    with writing() as session:
        assert reference.refresh(session, max_age_seconds=0) is True
        assert reference.refresh(session, max_age_seconds=0) is False
    assert len(reference.calendar().school_holidays("A")) == 1
    assert reference.places() is places  # untouched tables are not parsed again
    with writing() as session:
        assert restore_data_set(session, "school_holidays") is True
        assert restore_data_set(session, "school_holidays") is False
        reference.refresh(session, max_age_seconds=0)
    assert len(reference.calendar().school_holidays("A")) > 1


def test_the_database_is_asked_at_most_once_per_interval(session: Session) -> None:
    reference.refresh(session, max_age_seconds=0)
    import_data_set(session, "school_holidays", HOLIDAYS.encode(), force=True)
    assert reference.refresh(session, max_age_seconds=3600) is False


def test_new_communes_are_found_after_an_import(session: Session) -> None:
    rows = read_packed(DATA_SETS["communes"].shipped())
    rows.append(["07999", "Brindille-sur-Ardèche", "commune", "07999", "07", "84", "12"])
    import_data_set(session, "communes", pack(DATA_SETS["communes"], rows))
    reference.refresh(session, max_age_seconds=0)
    assert [c.insee for c in reference.places().suggest_communes("brindille")] == ["07999"]
    assert reference.parse_place("07 - BRINDILLE SUR ARDECHE").insee == "07999"


def test_sources_name_publishers_and_what_replaced_them(session: Session) -> None:
    import_data_set(session, "school_holidays", HOLIDAYS.encode(), origin="fr.csv", force=True)
    lines = {line.name: line for line in reference.sources(session)}
    assert lines["communes_coordinates"].licence == "ODbL 1.0"
    assert (lines["school_holidays"].origin, lines["school_holidays"].rows) == ("fr.csv", 2)
    assert lines["naf"].replaced_at is None


def test_warming_builds_every_index_before_the_first_search() -> None:
    edition = registry.Edition()
    registry._shelf.edition = edition
    reference.warm()
    assert set(vars(edition)) >= set(registry.TABLES)
    assert {"_index", "_by_key"} <= set(vars(edition.places))
    assert "_index" in vars(edition.occupations)
    assert "_index" in vars(edition.schools)
