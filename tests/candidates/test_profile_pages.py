"""Row K5, the candidate's own side: one profile and CV, consents, who saw them."""

import io

import pytest
from sqlmodel import select

from fairapp.candidates.cvs import MAX_BYTES
from fairapp.candidates.enums import Purpose
from fairapp.candidates.models import CandidateConsent, CandidateProfile, CandidateView
from fairapp.candidates.profiles import profile_of
from fairapp.core.files import StoredFile
from tests.candidates.making import DRAFT, changed_pdf, make_candidate, make_pdf, set_action
from tests.factories import make_account
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

PDF = make_pdf()
TYPED = DRAFT.model_dump()


def send_cv(browser, content=PDF, name="cv.pdf", **more):
    """Post the file from memory: of larger ones the test client makes a temporary file, and leaves it open."""
    head = f'--mark\r\nContent-Disposition: form-data; name="cv"; filename="{name}"\r\n\r\n'.encode()
    body = io.BytesIO(head + content + b"\r\n--mark--\r\n")
    return browser.post(
        "/candidat/cv", input_stream=body, content_type="multipart/form-data; boundary=mark",
        content_length=len(body.getvalue()), **more,
    )  # fmt: skip


def files(reading):
    with reading() as session:
        return [(row.id, row.kind) for row in session.exec(select(StoredFile).where(StoredFile.kind == "cv"))]


def test_k5_a_profile_is_written_once_and_shown_again(enora):
    assert enora.post("/candidat/profil", data=TYPED).headers["Location"] == "/candidat/profil"
    page = soup(enora.get("/candidat/profil"))
    assert {field["name"]: field["value"] for field in page.select("#profil input.input")} == TYPED


def test_the_first_time_the_account_s_name_is_there(enora):
    page = soup(enora.get("/candidat/profil"))
    assert [page.select_one(f"#{name}")["value"] for name in ("first_name", "last_name")] == ["Enora", "Le Goff"]


def test_what_is_wrong_is_told_and_the_rest_stays_typed(enora):
    before = enora.get("/candidat/profil")
    wrong = TYPED | {"last_name": "", "headline": "Soudeuse"}
    answer = enora.post("/candidat/profil", data=wrong, headers=HTMX)
    assert answer.status_code == 422
    swapped = swap(soup(before), answer, "#profil")
    assert same(swapped, soup(enora.post("/candidat/profil", data=wrong)))
    assert soup(answer).select_one("#headline")["value"] == "Soudeuse"


def test_a4_a_cv_is_put_replaced_and_deleted_in_one_click(enora, reading):
    assert send_cv(enora).headers["Location"] == "/candidat/profil"
    [(first, _kind)] = files(reading)
    send_cv(enora, make_pdf("Deuxième"))
    [(second, _kind)] = files(reading)
    assert second != first
    assert "Supprimer" in soup(enora.get("/candidat/profil")).select_one("#cv").get_text()
    enora.post("/candidat/cv/supprimer")
    assert files(reading) == []
    assert enora.get("/candidat/cv.pdf").status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "cv.pdf", "est vide"),
        (PDF + b"PK\x03\x04", "cv.pdf", "autre chose après la fin"),
        (changed_pdf(set_action("Launch", F="cmd.exe")), "cv.pdf", "lance une action"),
        (PDF, "../../cv.pdf", "n'ont rien à y faire"),
        (PDF + b" " * MAX_BYTES, "cv.pdf", "trop lourd"),
        (PDF, "", "Choisissez un fichier PDF"),
    ],
)
def test_a4_a_refused_cv_leaves_the_one_before_and_the_profile(enora, reading, content, name, told):
    enora.post("/candidat/profil", data=TYPED)
    send_cv(enora)
    enora.get("/candidat/profil")  # tells that the CV is in place
    before, page = files(reading), enora.get("/candidat/profil")
    answer = send_cv(enora, content, name, headers=HTMX)
    assert answer.status_code == 422
    assert told in soup(answer).select_one("#cv-error").get_text().replace("’", "'").replace("\xa0", " ")
    assert same(swap(soup(page), answer, "#cv"), soup(send_cv(enora, content, name)))
    assert files(reading) == before


def test_a4_one_s_own_cv_comes_as_an_attachment_that_can_do_nothing(enora, reading):
    enora.post("/candidat/profil", data=TYPED)
    send_cv(enora)
    answer = enora.get("/candidat/cv.pdf")
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''CV%20Enora%20Le%20Goff.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Vous" in soup(enora.get("/candidat/acces")).select_one("#acces tbody th").get_text()


def test_uploads_are_counted(enora):
    answers = {send_cv(enora, b"x").status_code for _ in range(30)}
    assert answers == {422}
    assert send_cv(enora, b"x").status_code == 429


def test_k5_nothing_is_allowed_until_it_is_clicked(enora, reading):
    enora.post("/candidat/profil", data=TYPED)
    send_cv(enora)
    page = soup(enora.get("/candidat/profil"))
    assert page.select("#accords input:checked") == []
    assert [button.get_text(strip=True) for button in page.select("#accords button")] == ["Autoriser"] * 3
    with reading() as session:
        assert session.exec(select(CandidateConsent)).all() == []


@pytest.mark.parametrize("purpose", Purpose)
def test_k5_each_consent_is_dated_versioned_and_withdrawn_in_one_click(enora, reading, purpose):
    for given in ("1", "1", "", "", "1"):
        enora.post("/candidat/accords", data={"purpose": purpose.value, "given": given})
    with reading() as session:
        rows = session.exec(select(CandidateConsent).order_by(CandidateConsent.id)).all()
    assert [(row.purpose, row.version, row.withdrawn_at is None) for row in rows] == [
        (purpose, 1, False),
        (purpose, 1, True),
    ]
    shown = soup(enora.get("/candidat/profil")).select("#accords button")
    assert [button.get_text(strip=True) for button in shown].count("Ne plus autoriser") == 1


def test_a_purpose_that_nobody_offered_is_refused(enora):
    assert enora.post("/candidat/accords", data={"purpose": "everyone", "given": "1"}).status_code == 400


def test_one_s_accesses_are_paged_with_as_many_queries_for_one_as_for_many(enora, scene, writing, engine):
    def see(times):
        with writing() as session:
            for _ in range(times):
                session.add(
                    CandidateView(
                        email=scene.enora.email, candidate_id=scene.enora.id, what="profile",
                        company_id=scene.company.id, account_id=scene.recruiter.id,
                    )
                )  # fmt: skip

    see(1)
    enora.get("/candidat/acces")
    with count_queries(engine) as for_one:
        enora.get("/candidat/acces")
    see(60)
    with count_queries(engine) as for_many:
        page = enora.get("/candidat/acces?page=2")
    assert len(for_one) == len(for_many)
    assert [row.th.get_text() for row in soup(page).select("tbody tr")] == ["Chantiers Kermarec"] * 11
    swapped = swap(soup(enora.get("/candidat/acces")), enora.get("/candidat/acces?page=2", headers=HTMX), "#acces")
    assert same(swapped, soup(page))


def test_nobody_sees_another_s_accesses(enora, writing, sign_in, scene):
    with writing() as session:
        other = make_account(session)
        make_candidate(session, other)
        session.add(CandidateView(email=other.email, candidate_id=other.id, what="cv", company_id=scene.company.id))
    assert soup(enora.get("/candidat/acces")).select("tbody tr") == []
    assert len(soup(sign_in(other).get("/candidat/acces")).select("tbody tr")) == 1


def test_k5_the_profile_fills_in_the_registration_for_a_fair(enora, scene):
    enora.post("/candidat/profil", data=TYPED)
    page = soup(enora.get(f"/salons/{scene.fair.slug}/inscription"))
    shown = {name: page.select_one(f"[name={name}]")["value"] for name in ("first_name", "last_name", "email")}
    assert shown == {"first_name": "Enora", "last_name": "Le Goff", "email": "enora@exemple.fr"}
    assert page.select_one("[name=jobs_sought]")["value"] == "Stratifieuse"


def test_a_profile_without_account_name_is_made_by_its_first_cv(sign_in, writing, reading):
    with writing() as session:
        nameless = make_account(session, name="")
    send_cv(sign_in(nameless))
    with reading() as session:
        profile = profile_of(session, nameless.id)
        assert (profile.first_name, profile.cv_pages) == ("", 1)
        assert session.exec(select(CandidateProfile)).all() == [profile]


def test_no_address_stands_for_a_name(enora):
    refused = enora.post("/candidat/profil", data=TYPED | {"last_name": "http://evil.example"})
    assert refused.status_code == 422
    assert soup(refused).select_one("#last_name-error") is not None
