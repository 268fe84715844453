"""The form: three steps on one page, the same answer for everyone, nothing typed is lost (rows C1, C2, C3)."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fairapp.core.clock import now
from fairapp.fairs.enums import FairStatus, QuotaKind
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.registrations.queries import fair_quota
from fairapp.fairs.registrations.services import set_quotas
from tests.factories import make_account
from tests.support.htmx import HTMX, same, soup, swap

FORM = "/salons/grand-quai/inscription"
STEP_1 = {"first_name": "Léa", "last_name": "Morel", "email": "lea@exemple.fr", "is_old_enough": "1", "etape": "1"}


def registrations(reading):
    with reading() as session:
        return session.exec(select(Registration).order_by(Registration.id)).all()


def fields(page):
    """Return what a browser would send of the form."""
    sent = {}
    for field in page.select("#inscription input[name], #inscription select[name], #inscription textarea[name]"):
        if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        chosen = field.select_one("option[selected]") if field.name == "select" else None
        sent[field["name"]] = (
            (chosen["value"] if chosen else "") if field.name == "select" else field.get("value", field.text)
        )
    return sent


def test_c1_three_steps_without_script(client, reading, salon, days, time_machine):
    first = fields(soup(client.get(FORM)))
    second = soup(client.post(FORM, data=first | STEP_1))
    assert second.select_one("[aria-current=step]").text == "Votre visite"
    third = soup(client.post(FORM, data=fields(second) | {"profile": "student", "arrivals": f"{days[0]}T10:00"}))
    time_machine.move_to(now() + timedelta(seconds=5))
    done = client.post(FORM, data=fields(third) | {"access_needs": "quiet_hour", "consents": "next_fair"})
    assert (done.status_code, done.headers["Location"]) == (303, f"{FORM}/merci")
    [row] = registrations(reading)
    assert (row.first_name, row.email, row.profile, row.access_needs) == (
        "Léa",
        "lea@exemple.fr",
        "student",
        ["quiet_hour"],
    )


def test_c1_going_back_keeps_what_was_typed(client, salon, typed):
    page = soup(client.post(FORM, data=typed(etape="2", aller="retour", profile="student")))
    assert page.select_one("#first_name")["value"] == "Léa"
    assert page.select_one("input[type=hidden][name=profile]")["value"] == "student"


def test_c1_the_enter_key_goes_on_and_not_back(client, salon, typed):
    page = soup(client.post(FORM, data=typed(etape="1")))
    assert page.select_one("[name=aller]")
    assert not page.select_one("#inscription button[type=submit]").has_attr("name")


def test_c1_the_list_of_errors_names_its_fields_from_top_to_bottom(client, salon, days):
    page = soup(client.post(FORM, data={"etape": "1"}))
    told = [line.text.partition("\N{NO-BREAK SPACE}:")[0] for line in page.select(".error-summary li")]
    assert told[:3] == ["Prénom", "Nom", "Adresse électronique"]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_c1_an_error_of_an_earlier_step_leads_back_to_it(client, salon, typed, headers):
    response = client.post(FORM, data=typed(email="lea@", jobs_sought="Comptable"), headers=headers)
    page = soup(response)
    assert response.status_code == 422
    assert page.select_one("#email")["value"] == "lea@"
    assert page.select_one("#email-error").text.startswith("Saisissez une adresse électronique")
    assert page.select_one("input[name=jobs_sought]")["value"] == "Comptable"


def test_trust_under_fifteen_one_comes_with_school_or_an_adult(client, reading, salon, typed):
    page = soup(client.post(FORM, data=typed(is_old_enough="")))
    assert "établissement scolaire" in page.select_one("#is_old_enough-error").text
    assert registrations(reading) == []


def test_c6_nothing_is_ticked_beforehand(client, salon, typed):
    for step in ("1", "2"):
        assert soup(client.post(FORM, data=typed(etape=step))).select("#inscription [checked]:not([type=radio])") == []
    assert soup(client.get(FORM)).select("#inscription [checked]") == []


def test_c2_the_second_try_reads_like_the_first(client, letters, reading, salon, typed):
    answers = [client.post(FORM, data=typed(email=email)) for email in ("lea@exemple.fr", " LEA@exemple.fr")]
    assert {(answer.status_code, answer.headers["Location"], answer.data) for answer in answers} == {
        (303, f"{FORM}/merci", answers[0].data)
    }
    assert len(registrations(reading)) == 1
    assert sorted(letter.subject for letter in letters()) == [
        "Votre inscription : Grand Quai",
        "Votre lien : Grand Quai",
    ]


def test_c2_a_full_fair_reads_like_one_with_places(client, writing, salon, typed):
    first = client.post(FORM, data=typed())
    with writing() as session:
        fair_quota(session, salon.id).size = 1
    second = client.post(FORM, data=typed(email="autre@exemple.fr"))
    assert (first.status_code, first.headers["Location"]) == (second.status_code, second.headers["Location"])


@pytest.mark.parametrize(("size", "told"), [(None, False), (500, False), (21, False), (15, True)])
def test_c2_no_public_number_tells_who_is_registered(client, writing, salon, typed, size, told):
    with writing() as session:
        set_quotas(session, session.get_one(Fair, salon.id), {(QuotaKind.FAIR, ""): size}, by=None)

    def read():
        return [soup(client.get(path)).select_one("main").text for path in ("/salons/grand-quai", FORM)]

    before = read()
    assert ["quelques places" in page for page in before] == [told] * 2
    for _known_the_second_time in range(2):
        assert client.post(FORM, data=typed()).status_code == 303
        assert read() == before


def test_c2_the_link_is_mailed_at_most_once_in_ten_minutes(client, letters, salon, typed):
    for _time in range(4):
        client.post(FORM, data=typed())
    assert len(letters()) == 2


@pytest.mark.parametrize("email", ["lea@exemple.fr", "autre@exemple.fr"])
def test_c3_a_full_band_offers_those_still_free_and_loses_nothing(client, writing, salon, days, typed, email):
    client.post(FORM, data=typed())
    with writing() as session:
        set_quotas(session, session.get_one(Fair, salon.id), {(QuotaKind.BAND, f"{days[0]}T09:30"): 1}, by=None)
    response = client.post(FORM, data=typed(email=email, access_note="Rampe", consents="next_fair"))
    page = soup(response)
    assert response.status_code == 422
    assert "choisissez-en une autre" in page.select_one("#arrivals-error").text
    options = [option["value"][-5:] for option in page.select("#arrivals-0 option[value^='20']")]
    assert "09:30" not in options
    assert len(options) == 15
    kept = {field["name"]: field["value"] for field in page.select("input[type=hidden]")}
    assert (kept["access_note"], kept["consents"], kept["email"]) == ("Rampe", "next_fair", email)


def test_c1_while_the_fair_is_open_only_the_hours_to_come_are_offered(client, salon, days, time_machine):
    time_machine.move_to(f"{days[0]}T14:10:00+01:00")
    page = soup(client.post(FORM, data=STEP_1))
    options = [option["value"][-5:] for option in page.select("#arrivals-0 option[value^='20']")]
    assert options == ["14:00", "14:30", "15:00", "15:30", "16:00", "16:30"]


def test_c3_a_full_fair_says_that_there_is_a_waiting_list(client, writing, salon):
    with writing() as session:
        fair_quota(session, salon.id).size = 0
    assert "liste d’attente" in soup(client.get(FORM)).select_one("#inscription .callout").text


@pytest.mark.parametrize("step", ["1", "2", "3"])
@pytest.mark.parametrize("wrong", [{}, {"email": "x", "profile": "?", "arrivals": "demain"}])
def test_a_swapped_step_equals_the_fresh_page(client, salon, typed, step, wrong):
    sent = typed(etape=step, form_key="a" * 32, **wrong)
    sent["debut"] = sent["debut"] if step != "3" else ""
    fresh = client.post(FORM, data=sent)
    after = swap(soup(client.get(FORM)), client.post(FORM, data=sent, headers=HTMX), "#inscription")
    for page in (after, fresh := soup(fresh)):
        for stamp in page.select("input[name=debut]"):
            stamp["value"] = ""
    assert same(after.select_one("main"), fresh.select_one("main"))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"registration_from": None}, "ne sont pas encore ouvertes"),
        ({"status": FairStatus.CANCELLED}, "est annulé"),
        ({"registration_until": now()}, "closes depuis le"),
        ({"registration_from": now().replace(year=now().year + 1)}, "ouvrent le"),
    ],
)
def test_a_closed_form_says_since_when_or_until_when(client, writing, reading, salon, typed, values, told):
    with writing() as session:
        row = session.get_one(Fair, salon.id)
        for name, value in values.items():
            setattr(row, name, value)
    assert told in soup(client.get(FORM)).select_one("#inscription").text
    assert client.post(FORM, data=typed()).status_code == 409
    assert registrations(reading) == []


def test_a_draft_is_404(client, writing, salon, typed):
    with writing() as session:
        session.get_one(Fair, salon.id).status = FairStatus.DRAFT
    assert [client.get(FORM).status_code, client.post(FORM, data=typed()).status_code] == [404, 404]


def test_a_robot_is_thanked_and_forgotten(client, reading, salon, typed):
    assert client.post(FORM, data=typed(site_web="http://spam")).status_code == 303
    assert registrations(reading) == []


@pytest.mark.parametrize("stamp", ["", "forged"])
def test_a_form_sent_in_no_time_is_asked_for_again_and_nothing_is_lost(
    client, reading, salon, typed, stamp, time_machine
):
    answer = client.post(FORM, data=typed(debut=stamp))
    assert answer.status_code == 422
    assert registrations(reading) == []
    time_machine.move_to(now() + timedelta(seconds=5))
    assert client.post(FORM, data=fields(soup(answer))).status_code == 303
    assert len(registrations(reading)) == 1


def test_one_stamp_is_good_for_one_form(client, reading, salon, typed, time_machine):
    """Else a robot looks once, waits once, and sends as many as it likes."""
    seen = typed()
    assert client.post(FORM, data=seen).status_code == 303
    same_form = client.post(FORM, data=typed(email="b@exemple.fr", form_key=seen["form_key"], debut=seen["debut"]))
    other_form = client.post(FORM, data=typed(email="c@exemple.fr", debut=seen["debut"]))
    assert (same_form.status_code, other_form.status_code) == (422, 422)
    assert len(registrations(reading)) == 1
    time_machine.move_to(now() + timedelta(seconds=5))
    for answer in (same_form, other_form):  # whoever reads the answer, and sends it again, is registered
        assert client.post(FORM, data=fields(soup(answer))).status_code == 303
    assert len(registrations(reading)) == 3


def test_c3_another_band_may_be_chosen_at_once(client, writing, reading, salon, days, typed):
    with writing() as session:
        set_quotas(session, session.get_one(Fair, salon.id), {(QuotaKind.BAND, f"{days[0]}T09:30"): 0}, by=None)
    sent = typed()
    second = fields(soup(client.post(FORM, data=sent))) | {"profile": "student", "arrivals": f"{days[0]}T10:00"}
    third = fields(soup(client.post(FORM, data=second)))
    assert client.post(FORM, data=third).status_code == 303
    assert [row.form_key for row in registrations(reading)] == [sent["form_key"]]


def test_c2_only_who_is_signed_in_with_the_address_is_tied_to_an_account(
    sign_in, client, writing, reading, salon, typed
):
    with writing() as session:
        lea = make_account(session, email="lea@exemple.fr")
    sign_in(lea).post(FORM, data=typed())
    sign_in(lea).post(FORM, data=typed(email="autre@exemple.fr"))
    assert [row.account_id for row in registrations(reading)] == [lea.id, None]


def test_nobody_fills_the_mailbox_of_another(client, salon, typed):
    answers = [client.post(FORM, data=typed()).status_code for _time in range(31)]
    assert (answers[29], answers[30]) == (303, 429)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_one_machine_does_not_fill_a_fair(client, reading, salon, typed, headers):
    def send(number, **over):
        return client.post(FORM, data=typed(email=f"c{number}@exemple.fr", **over), headers=headers)

    assert {send(number, etape="2").status_code for number in range(110)} == {200}  # unfinished ones are free
    answers = [send(number) for number in range(101)]
    assert answers[100].status_code == 429
    assert "attendez un peu" in answers[100].text
    assert len(registrations(reading)) == 100


def test_c1_no_address_goes_out_for_a_name(client, reading, salon):
    refused = client.post(FORM, data=STEP_1 | {"last_name": "Gagnez : evil.example"})
    assert soup(refused).select_one("#last_name-error") is not None
    assert registrations(reading) == []
