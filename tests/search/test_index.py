"""The index follows the database, and whatever happens to its files, it says so and comes back."""

import threading
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine

from fairapp.search import IndexUnusable, Request, SearchIndex
from fairapp.search.current import CurrentSearcher
from fairapp.search.state import CURRENT, read_state
from tests.search.shelf import Shelf, make_document


@pytest.fixture
def filled(shelf: Shelf) -> Shelf:
    shelf.put(*(make_document(id, f"Soudeur numéro {id}", "texte") for id in range(1, 31)))
    shelf.index().apply()
    return shelf


def files_of(shelf: Shelf) -> list[Path]:
    root = shelf.root / shelf.kind
    return sorted(path for path in (root / read_state(root).folder).iterdir() if path.is_file() and path.stat().st_size)


def test_without_an_index_there_is_no_answer(shelf):
    index = shelf.index()

    with pytest.raises(IndexUnusable):
        index.search(Request("soudeur"))
    assert not index.status().ready


def test_the_first_step_builds_the_index(shelf):
    shelf.rows[7] = make_document(7, "Soudeur")  # there before the change log

    index = shelf.index()

    assert index.apply() == 1
    assert index.search(Request("soudeur")).ids == (7,)
    assert index.status().documents == 1


def test_new_changed_and_removed_rows_are_followed(filled):
    index = filled.index()
    filled.put(make_document(31, "Boulangère"), make_document(1, "Plombier"))
    filled.remove(2)

    assert index.apply() == 3
    assert index.search(Request("boulanger")).ids == (31,)
    assert index.search(Request("plombier")).ids == (1,)
    assert index.search(Request("soudeur")).total == 28
    assert index.search(Request("+numéro +2")).total == 0
    assert index.status().behind == 0


def test_nothing_to_do_is_told(filled):
    assert filled.index().apply() == 0


def test_a_view_already_open_sees_the_change(filled):
    reader, writer = filled.index(), filled.index()
    assert reader.search(Request("boulanger")).total == 0
    filled.put(make_document(99, "Boulanger"))

    writer.apply()

    assert reader.search(Request("boulanger")).ids == (99,)


def test_changes_are_counted_until_they_are_applied(filled):
    filled.put(make_document(40, "x"), make_document(41, "y"))

    assert filled.index().status().behind == 2
    filled.index().apply()
    assert filled.index().status().behind == 0


def test_a_long_log_is_applied_in_steps(filled):
    filled.put(*(make_document(id, "Maçon") for id in range(100, 125)))
    index = filled.index()

    assert [index.apply(limit=10) for _ in range(4)] == [10, 10, 5, 0]
    assert index.search(Request("maçon")).total == 25


def test_many_small_changes_leave_few_segments(filled):
    index = filled.index()
    for round_ in range(60):
        filled.put(make_document(round_ % 40 + 1, f"Maçon {round_}"))
        index.apply()

    view = index._current.get().view

    assert len(view.segments) <= 9
    assert len(view.everything) == 40
    assert index.search(Request("maçon")).total == 40
    assert index.search(Request("maçon 59")).ids == (20,)


def test_a_rebuilt_index_equals_one_that_followed(filled):
    filled.put(make_document(3, "Boulanger", facets={"cluster": [1, 2]}, points=[(44.6, 4.4), (48.9, 2.3)]))
    filled.remove(4, 5)
    followed, rebuilt = filled.index(), filled.index()
    followed.apply()
    request = Request(facets=("cluster", "contract"), per_page=50)
    expected = followed.search(request)

    seen = []
    assert rebuilt.rebuild(progress=lambda done, total: seen.append((done, total))) == 28

    assert rebuilt.search(request) == expected
    assert seen[-1] == (28, 28)


def test_a_search_goes_on_while_the_index_is_replaced(filled):
    reader = filled.index()
    reader.search(Request("soudeur"))
    view = reader._current.get()

    filled.index().rebuild()
    filled.index().rebuild()  # removes the index that the reader has open

    assert view.search(Request("soudeur numéro 12")).ids == (12,)
    assert reader.search(Request("soudeur")).total == 30


def test_old_indexes_are_removed_the_second_time(filled):
    for _ in range(3):
        filled.index().rebuild()

    assert len(list((filled.root / filled.kind).glob("index-*"))) == 2


def test_expired_documents_leave_at_midnight(shelf):
    with time_machine.travel("2026-11-21 22:30:00+00:00", tick=False) as clock:  # 23:30 in Paris
        shelf.put(make_document(1, "Soudeur", expires_on=date(2026, 11, 21)))
        index = shelf.index()
        index.apply()
        before = index.search(Request("soudeur")).total
        clock.shift(timedelta(hours=1))

        assert (before, index.search(Request("soudeur")).total) == (1, 0)


def test_another_version_of_the_documents_rebuilds(filled):
    filled.version = 2
    filled.rows[1] = make_document(1, "Boulanger")
    index = filled.index()

    with pytest.raises(IndexUnusable, match="version"):
        index.search(Request("boulanger"))
    assert index.apply() == 30
    assert filled.index().search(Request("boulanger")).ids == (1,)


def read_everything(index: SearchIndex) -> None:
    index.search(Request("soudeur"))
    index.check()


def search_every_word(index: SearchIndex) -> None:
    for word in ("numéro", "texte", *map(str, range(1, 31))):
        index.search(Request(f"+{word}"))


def garble(path: Path) -> None:
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 8] = bytes(255 - byte for byte in data[middle : middle + 8])
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def remove(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("damage", [garble, cut, remove])
@pytest.mark.parametrize("extension", [".rec", ".seq", ".trm", ".pst", ".toc"])
def test_a_damaged_file_is_noticed_and_the_index_rebuilt(filled, damage, extension):
    index = filled.index()
    for path in files_of(filled):
        if path.suffix == extension:
            damage(path)

    with pytest.raises(IndexUnusable):
        read_everything(index)
    filled.index().apply()

    fresh = filled.index()
    fresh.check()
    assert fresh.search(Request('"soudeur numéro 12"')).ids == (12,)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"folder": "index-1"}', b"\xff\xfe"])
def test_an_unreadable_state_is_noticed_and_the_index_rebuilt(filled, content):
    (filled.root / filled.kind / CURRENT).write_bytes(content)

    with pytest.raises(IndexUnusable):
        filled.index().search(Request("soudeur"))
    filled.index().apply()

    assert filled.index().search(Request("soudeur")).total == 30


def test_a_missing_state_is_noticed_and_the_index_rebuilt(filled):
    (filled.root / filled.kind / CURRENT).unlink()

    with pytest.raises(IndexUnusable):
        filled.index().search(Request("soudeur"))
    filled.index().apply()

    assert filled.index().search(Request("soudeur")).total == 30


def test_a_missing_folder_is_noticed_and_the_index_rebuilt(filled):
    for path in files_of(filled):
        path.unlink()

    with pytest.raises(IndexUnusable):
        filled.index().search(Request("soudeur"))
    filled.index().apply()

    assert filled.index().search(Request("soudeur")).total == 30


def test_damage_under_an_open_view_is_noticed(filled):
    index = filled.index()
    index.search(Request("soudeur"))
    for path in files_of(filled):
        if path.suffix == ".pst":
            garble(path)
            cut(path)

    with pytest.raises(IndexUnusable):
        search_every_word(index)


def test_an_unusable_index_is_not_opened_again_for_each_request(filled, monkeypatch):
    index = filled.index()
    (filled.root / filled.kind / CURRENT).write_bytes(b"{")
    with pytest.raises(IndexUnusable):
        index.search(Request("soudeur"))
    monkeypatch.setattr(type(index._current), "_open", lambda _self: pytest.fail("opened again"))

    with pytest.raises(IndexUnusable):
        index.search(Request("soudeur"))


def test_a_reader_comes_back_after_the_rebuild(filled):
    reader = filled.index()
    (filled.root / filled.kind / CURRENT).write_bytes(b"{")
    with pytest.raises(IndexUnusable):
        reader.search(Request("soudeur"))

    filled.index().apply()

    assert reader.search(Request("soudeur")).total == 30
    assert reader.status().ready


def test_changes_are_found_within_a_second_however_slow_the_machine(filled, monkeypatch):
    index, opens = filled.index(), CurrentSearcher._open_once
    monkeypatch.setattr(CurrentSearcher, "_open_once", lambda self: (time.sleep(0.2), opens(self))[1])
    before = index.search(Request()).total
    filled.put(make_document(99, "Soudeur"))
    index.apply()
    time.sleep(0.4)

    assert index.search(Request()).total == before + 1


def test_a_rebuild_that_fails_leaves_the_old_index(filled, monkeypatch):
    monkeypatch.setattr(Shelf, "_iter_published", lambda *_: (_ for _ in ()).throw(OSError("disk full")))

    with pytest.raises(OSError, match="disk full"):
        filled.index().rebuild()

    assert filled.index().search(Request("soudeur")).total == 30
    assert len(list((filled.root / filled.kind).glob("index-*"))) == 1


def test_readers_see_whole_commits_while_a_writer_works(filled):
    """Each commit renames all documents, so a reader that saw two commits at once would find both names."""
    index = filled.index()
    index.search(Request("soudeur"))
    done = threading.Event()
    wrong: list[object] = []

    def read() -> None:
        while not done.is_set():
            try:
                result = index.search(Request(facets=("contract",), per_page=50))
                if result.total != 30 or len(result.facets["contract"]) > 1 or len(set(result.ids)) != 30:
                    wrong.append(result)
            except Exception as error:
                wrong.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for thread in readers:
        thread.start()
    for round_ in range(25):
        filled.put(*(make_document(id, "Soudeur", facets={"contract": str(round_)}) for id in range(1, 31)))
        filled.index().apply()
    done.set()
    for thread in readers:
        thread.join()

    assert wrong == []
    assert (
        filled.index().search(Request(filters={"contract": {"24"}})).total == 30
    )  # a new one: the old may look again a little later


def test_suggestions_come_from_what_can_be_found(shelf):
    shelf.put(
        make_document(1, "x", phrases=[("title", "Soudeur TIG"), ("commune", "Saint-Étienne")]),
        make_document(2, "x", phrases=[("title", "Soudeur TIG"), ("title", "Chef d'équipe")]),
        make_document(3, "x", phrases=[("title", "Soudeur MIG")], expires_on=date(2020, 1, 1)),
    )
    index = shelf.index()
    index.apply()

    assert [(s.kind, s.text, s.documents) for s in index.suggest("soud")] == [("title", "Soudeur TIG", 2)]
    assert [s.text for s in index.suggest("etie")] == ["Saint-Étienne"]
    assert [s.text for s in index.suggest("chef d'e")] == ["Chef d'équipe"]
    assert [s.text for s in index.suggest("s", limit=1)] == ["Soudeur TIG"]
    assert index.suggest("") == index.suggest("***") == []


def test_suggestions_follow_changes(shelf):
    shelf.put(*(make_document(id, "x", phrases=[("title", "Soudeur")]) for id in (1, 2)))
    index = shelf.index()
    index.apply()
    shelf.put(make_document(1, "x", phrases=[("title", "Soudeuse")]))
    shelf.remove(2)
    index.apply()

    assert [(s.text, s.documents) for s in index.suggest("soud")] == [("Soudeuse", 1)]


def test_warming_reads_everything_that_requests_need(filled):
    index = filled.index()
    index.warm()

    assert "lexicon" in vars(index._current.get().view.segments[0])
