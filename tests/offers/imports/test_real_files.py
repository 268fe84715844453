"""The real files beside the checkout, which may not be published: each goes in whole, in seconds (row O8)."""

import json
import time
from collections import Counter

import pytest

from fairapp.offers.imports.notes import NoteKind
from fairapp.offers.imports.occupations import occupation_of

CPU_SECONDS = 15  # for the 824; it takes 4 where nothing else runs
ANSWERED_FLOOR, RIGHT_FLOOR = 0.75, 0.93  # of titles; of the answers, by the letter of the family


def counted(report):
    """Return how many lines were told about each topic."""
    counts = Counter()
    for remark in report.told():
        counts[remark.kind, remark.topic] += remark.count
    return counts


def texts(report, topic):
    return {str(text) for remark in report.told() if remark.topic == topic for _line, text in remark.lines}


def test_o8_824_local_offers_go_in_and_the_second_time_nothing_changes(take, offers, shared_data):
    content = (shared_data / "offers_local.jsonl").read_bytes()
    started = time.process_time()
    report = take(content)
    assert time.process_time() - started < CPU_SECONDS
    assert (report.read, report.created, report.wrong) == (824, 824, 0)
    counts = counted(report)
    assert counts[NoteKind.DOUBT, "company"] == 323
    assert counts[NoteKind.DOUBT, "salary"] > 400
    assert "Salaire par mois de 20000 € : compris par an." in texts(report, "salary")
    assert "« 07 - Teil » : Le Teil (07400)." in texts(report, "place")
    assert sum(offer.company_id is None for offer in offers().values()) == 323
    again = take(content)
    assert (again.unchanged, again.told(), again.twins) == (824, [], [])


@pytest.mark.parametrize(("name", "count"), [("offers_mixed", 313), ("offers_digital", 616)])
def test_o8_the_other_files_go_in_as_a_dry_run_says(take, shared_data, name, count):
    report = take((shared_data / f"{name}.jsonl").read_bytes(), dry_run=True)
    assert (report.created, report.wrong) == (count, 0)


def test_the_family_of_an_occupation_is_deduced_well_enough(shared_data):
    """A floor, measured where the occupation is known: the guess serves a facet, and is told in the report."""
    rows = [json.loads(row) for row in (shared_data / "offers_mixed.jsonl").read_text().splitlines()]
    guesses = [(occupation_of(row["title"]), row["rome_code"]) for row in rows if row.get("rome_code")]
    answers = [(guess, code) for guess, code in guesses if guess]
    assert len(answers) / len(guesses) >= ANSWERED_FLOOR
    assert sum(guess.rome_code[0] == code[0] for guess, code in answers) / len(answers) >= RIGHT_FLOOR
