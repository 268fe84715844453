"""What each format gives, and what a wrong file or line does (row O8)."""

import json
import re

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fairapp.offers.imports import csv_reader, xml_reader
from fairapp.offers.imports.entries import WrongFile, WrongLine
from fairapp.offers.imports.formats import MAX_BYTES, Format, read_entries
from fairapp.offers.imports.records import MAX_CHARACTERS, Record
from tests.offers.imports.files import INDEED, ONE, jsonl, service_offer


def read(content, **options):
    return read_entries(content.encode() if isinstance(content, str) else content, **options)


def record(content, **options):
    """Return the only entry of a file, readable."""
    (entry,) = read(content, **options)
    assert isinstance(entry, Record), entry
    return entry


# Each format


def test_o8_json_lines():
    found = record(jsonl({"id": "L1", "source_id": 9595919, "job_title": "Soudeur", "positions": 3, "skills": ["TIG"]}))
    assert (found.reference, found.occupation, found.openings, found.skills) == ("9595919", "Soudeur", "3", ("TIG",))
    assert (found.title, found.place) == (ONE["title"], ONE["place"])


@pytest.mark.parametrize("wrap", [lambda o: {"resultats": [o]}, lambda o: [o], lambda o: o])
def test_o8_json_of_the_employment_service(wrap):
    found = record(json.dumps(wrap(service_offer())))
    assert (found.source, found.reference, found.title) == ("france-travail", "183DSHS", "Agent de production (H/F)")
    assert (found.company, found.siret) == ("ATELIERS DU VIVARAIS", "73282932000074")
    assert (found.insee, found.rome_code, found.openings) == ("07019", "H2102", "2")
    assert (found.contract_label, found.salary, found.hours) == (
        "CDD - 6 Mois",
        "Horaire de 12.5 Euros",
        "35H Travail en 2x8",
    )
    assert found.skills == ("Contrôle qualité", "Conduite de ligne")
    assert found.apply_url == "https://exemple.fr/postuler"


def test_o8_the_service_s_apprenticeships_are_told_by_a_flag():
    assert record(json.dumps([service_offer(alternance=True)])).contract == "alternance"


def test_o8_parts_of_another_shape_count_as_absent():
    odd = service_offer(lieuTravail="Aubenas", entreprise=None, salaire=[], competences={"a": 1}, contact=3)
    found = record(json.dumps([odd]))
    assert (found.place, found.company, found.salary, found.skills) == ("", "", "", ())


def test_o8_indeed_like_xml():
    found = record(INDEED)
    assert (found.reference, found.title, found.company) == ("C-7", "Comptable F/H", "Cabinet Rance & Fils")
    assert (found.place, found.postal_code, found.contract) == ("Privas", "07000", "permanent")
    assert found.description == "Tenue de la comptabilité.\n- Paie\n- Bilans"
    assert (found.apply_url, found.valid_through) == ("https://exemple.fr/offres/7", "2026-12-31")


@pytest.mark.parametrize(
    "table",
    [
        "Référence;Intitulé du poste;Entreprise;Ville;Code postal;Type de contrat\nR1;Comptable;Rance;Privas;07000;CDI",
        "reference,title,company,city,postalcode,jobtype\r\nR1,Comptable,Rance,Privas,07000,CDI\r\n",
        "REF\tTITRE\tEMPLOYEUR\tLIEU\tCP\tCONTRAT\nR1\tComptable\tRance\tPrivas\t07000\tCDI",
        "sep=;\nréf;titre;société;lieu de travail;cp;contrat\nR1;Comptable;Rance;Privas;07000;CDI",
    ],
)
def test_o8_csv_with_french_or_english_headings(table):
    found = record(table)
    assert (found.reference, found.title, found.company) == ("R1", "Comptable", "Rance")
    assert (found.place, found.postal_code, found.contract) == ("Privas", "07000", "CDI")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_o8_encodings_that_programs_write(encoding):
    assert record("titre;ville\nÉlectricien·ne à l’arrêt;Viviers".replace("·", "-").encode(encoding)).title == (
        "Électricien-ne à l’arrêt"
    )
    assert record(INDEED.replace("&eacute;", "é").encode(encoding)).title == "Comptable F/H"


def test_one_broken_byte_does_not_garble_a_whole_file():
    entries = read("titre\nÉlagueur\nÉlectricien\nMaçonn".encode() + b"\xe9" + "e à Aubenas".encode())
    assert [entry.title for entry in entries] == ["Élagueur", "Électricien", "Maçonn\ufffde à Aubenas"]


def test_the_format_may_be_said():
    assert record(json.dumps({"intitule": "x", "title": "Comptable"}), kind=Format.JSONL).title == "Comptable"
    assert record(json.dumps({"intitule": "Soudeur", "title": "x"}), kind=Format.FT).title == "Soudeur"


def test_values_of_other_types_are_read_as_text():
    found = record(json.dumps(ONE | {"title": ["x"], "company": {"a": 1}, "hours": 35, "is_shared": True, "lat": 44.6}))
    assert (found.title, found.company, found.hours, found.is_shared, found.lat) == ("", "", "35", "oui", "44.6")


def test_html_becomes_plain_text_in_every_format():
    text = "<style>p{color:red}</style><p>Vous &amp; nous<br/>ensemble</p><ul><li>un<li>deux</ul><script>alert(1)"
    assert record(jsonl({"description": text})).description == "Vous & nous\nensemble\n- un\n- deux"
    assert record(jsonl({"description": "Salaire < 2000, R&D, a <b"})).description == "Salaire < 2000, R&D, a <b"


def test_control_characters_and_half_characters_are_dropped():
    found = record(b'{"title": "Soud\\u0000eur \\ud800\\u202eF/H", "description": "a\\u0000\\nb\\udfff"}')
    assert (found.title, found.description) == ("Soudeur F/H", "a\nb")


# Wrong lines: told with their number, the others are read


def numbered(entries):
    return [(e.line, str(e.reason)) if isinstance(e, WrongLine) else (e.line, e.title) for e in entries]


def test_o8_a_line_that_is_no_json_does_not_stop_the_others():
    entries = read(jsonl({"title": "Un"}) + b'\n{"title": \n[1]\n\n' + jsonl({"title": "Cinq"}))
    wrong = "ce n’est pas une offre en JSON."
    assert numbered(entries) == [(1, "Un"), (2, wrong), (3, wrong), (5, "Cinq")]


def test_o8_too_many_values_in_a_row():
    entries = read("titre;ville\nUn;Privas\nDeux;Privas;07;x\nTrois;Privas;;\n")
    assert numbered(entries) == [(2, "Un"), (3, "4 valeurs pour 2 colonnes."), (4, "Trois")]


def test_o8_rows_are_numbered_by_their_first_line():
    entries = read('titre;description\nUn;"a\nb\nc"\nDeux;d\n;\nTrois;e;f\n')
    assert numbered(entries) == [(2, "Un"), (5, "Deux"), (7, "3 valeurs pour 2 colonnes.")]


@pytest.mark.parametrize("quoted", ['"Deux;Privas', 'Deux;"Privas', '"Deux"x;Privas'])
def test_o8_a_quote_left_open_costs_its_own_row_only(quoted):
    entries = read(f"titre;ville\nUn;Privas\n{quoted}\nTrois;Privas\nQuatre;Privas\n")
    assert numbered(entries) == [(2, "Un"), (3, csv_reader.UNREADABLE), (4, "Trois"), (5, "Quatre")]


def test_o8_a_file_made_of_open_quotes_comes_to_an_end():
    entries = read("titre\nUn\n" + '"x\n' * 1000)
    assert str(entries[-1].reason) == csv_reader.REST_UNREADABLE
    assert len(entries) == csv_reader.RESTARTS + 2


# Wrong files


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "Le fichier est vide."),
        (b" \n\r\n\t", "Le fichier est vide."),
        (b"PK\x03\x04rest of a workbook", "C’est un classeur"),
        (b"\x89\x81\x8d\x8f\x90\x9d binary", "Ce fichier n’est pas du texte"),
        (b"nom;ville\nUn;Privas", "La première ligne doit nommer les colonnes"),
        (b"bonjour", "La première ligne doit nommer les colonnes"),
        (b"titre;ville\n", "Aucune offre lisible dans ce fichier : aucune ligne."),
        (b'{"resultats": "x"}', "Aucune offre lisible dans ce fichier : ce n’est pas une offre en JSON."),
        (b'{"resultats": [{"intitule": "coup', "Aucune offre lisible"),
        (b"[]", "Aucune offre lisible"),
        (b"[" * 100_000, "Aucune offre lisible"),
        (b"<html><body>404</body></html>", "Aucune offre lisible"),
        (b"<source><job><title>coup", "Ce fichier XML est mal formé, ligne 1."),
        (b'<!DOCTYPE x [<!ENTITY a "aaa">]><source><job><title>&a;</title></job></source>', "DOCTYPE"),
        (b'<?xml version="1.0"?>\n<!doctype x><source><job/></source>', "DOCTYPE"),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd"><source><job/></source>'.encode("utf-16"), "DOCTYPE"),
    ],
)  # fmt: skip
def test_o8_a_wrong_file_is_refused_whole(content, why):
    with pytest.raises(WrongFile, match=re.escape(why)) as refusal:
        read(content)
    assert refusal.value.field == "file"


def test_o8_a_file_of_countless_elements_does_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(xml_reader, "MOST_ELEMENTS", 100)
    job = "<job><title>Soudeur</title></job>"
    assert len(read(f"<source>{job * 40}</source>".encode())) == 40
    with pytest.raises(WrongFile, match="trop d’éléments"):
        read(f"<source>{job}{'<a/>' * 100}</source>".encode())


def test_o8_a_file_may_not_be_larger_than_64_mb():
    with pytest.raises(WrongFile, match="dépasse 64 Mo"):
        read_entries(b" " * (MAX_BYTES + 1))


def test_o8_a_file_may_not_hold_too_many_offers(monkeypatch):
    monkeypatch.setattr("fairapp.offers.imports.formats.MAX_ENTRIES", 3)
    with pytest.raises(WrongFile, match="plus de 3 offres"):
        read(jsonl(*[{}] * 4))


# Whatever is sent

PIECES = st.sampled_from(
    ["<job>", "</job>", "<source>", "<title>x</title>", "<![CDATA[", "]]>", "&#0;", "&x;", "{", "}", "[", "]", '"titre"',
     "titre;ville\n", '"', ";", ",", "\n", "\r", "\0", '{"title":"a"}', '{"resultats":[', "1e999", "\\ud800", "\ufeff", "é"]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=30).map(lambda parts: "".join(parts).encode())))
@example(b"\xff\xfe<")
@example(b"\x00<\x00j")
@example(b'titre\n"')
def test_reading_raises_nothing_but_wrong_file(content):
    try:
        entries = read_entries(content)
    except WrongFile:
        return
    assert all(isinstance(entry, Record | WrongLine) for entry in entries)


@pytest.mark.parametrize(
    "bomb", ["<p" * 30_000, "<script" * 9_000, "&a" * 30_000, " " * 60_000, "<li>" * 15_000, "\n " * 30_000]
)
def test_no_description_takes_long_to_read(bomb):
    """Each is cut at the same length, and read in a time that grows with it; quadratic reading would take minutes."""
    assert len(record(jsonl({"description": bomb + "<p>"})).description) <= MAX_CHARACTERS


@pytest.mark.parametrize("name", ["title", "description", "place"])
def test_an_entity_of_five_thousand_digits_stays_as_it_is(name):
    """Python refuses to read such a number, which would end the whole import."""
    entity = f"&#{'9' * 5000};"
    assert getattr(record(jsonl({name: f"Soudeur &amp; {entity}"})), name).startswith("Soudeur & &#999")
