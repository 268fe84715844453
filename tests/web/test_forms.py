"""One schema binds forms and query strings: what is typed stays, errors name their field, nothing answers 500."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any, get_args

import pytest
from flask import Flask
from pydantic import field_validator, model_validator
from pydantic_core.core_schema import ErrorType
from sqlmodel import Field, SQLModel
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from fairapp.core.errors import DomainError
from fairapp.web import messages
from fairapp.web.forms import Form, bind, blank, prefill, query

Tiny = Callable[..., Flask]


class Kind(StrEnum):
    FAIR = "fair"
    VISIT = "visit"


class Place(SQLModel):
    insee: str = Field(min_length=5, max_length=5)
    rooms: int | None = None


class Draft(SQLModel):
    title: str = Field(min_length=3, max_length=20)
    kind: Kind = Kind.FAIR
    seats: int | None = Field(default=None, ge=1, le=5000)
    fee_cents: int | None = Field(default=None, ge=100)
    rate: float | None = None
    price: Decimal | None = None
    held_on: date | None = None
    opens_at: datetime | None = None
    door: time | None = None
    is_open: bool = True
    is_known: bool | None = None
    skills: list[str] = Field(default_factory=list, max_length=3)
    days: list[int] = Field(default_factory=list)
    places: list[Place] = Field(default_factory=list)


@pytest.fixture
def app(tiny: Tiny) -> Flask:
    return tiny()


@pytest.fixture
def submit(app: Flask) -> Callable[..., Form[Any]]:
    """Bind a form as posted: `submit(title="x", skills=["a", "b"])`."""

    def post(schema: type[SQLModel] = Draft, **fields: Any) -> Form[Any]:
        with app.test_request_context(method="POST", data=MultiDict(fields)):
            return bind(schema)

    return post


Submit = Callable[..., Form[Any]]


def test_clean_form(submit: Submit) -> None:
    form = submit(title="  Salon  ", kind="visit", seats="12", skills=["soudure", "", " pliage "])
    assert form.is_valid
    assert (form.data.title, form.data.kind, form.data.seats) == ("Salon", Kind.VISIT, 12)
    assert form.data.skills == ["soudure", "pliage"]


def test_everything_typed_stays(submit: Submit) -> None:
    form = submit(title="x", seats="beaucoup", skills=["a", "b"], held_on="demain", unknown="y")
    assert form.typed == {"title": "x", "seats": "beaucoup", "skills": ["a", "b"], "held_on": "demain"}
    assert set(form.errors) == {"title", "seats", "held_on"}
    with pytest.raises(LookupError):
        _ = form.data


def test_errors_come_in_the_order_of_the_fields(submit: Submit) -> None:
    assert list(submit(title="", kind="", seats="0", fee_cents="0").errors) == ["title", "seats", "fee_cents"]


def test_blank_is_absent(submit: Submit) -> None:
    form = submit(title="", seats="  ")
    assert form.errors == {"title": "Ce champ est obligatoire."}


def test_absent_checkbox_means_no_whatever_the_default(submit: Submit) -> None:
    assert [submit(title="Salon").data.is_open, submit(title="Salon", is_open="on").data.is_open] == [False, True]
    assert [submit(title="Salon", is_known=text).data.is_known for text in ("", "oui", "0")] == [None, True, False]


def test_name_sent_twice_where_one_value_is_meant_is_400(submit: Submit) -> None:
    with pytest.raises(BadRequest):
        submit(title=["Salon", "Visite"])
    with pytest.raises(BadRequest):
        submit(title="Salon", **{"places[0].insee": ["07019", "07020"]})


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("seats", "1 234", 1234),
        ("seats", "1\u202f234", 1234),
        ("seats", "12,0", 12),
        ("rate", "1 234,50", 1234.5),
        ("rate", "12.5", 12.5),
        ("rate", "1.234,5", 1234.5),
        ("price", "9,90 €", Decimal("9.90")),
        ("fee_cents", "12,50", 1250),
        ("fee_cents", "1 200 €", 120_000),
        ("held_on", "2026-11-21", date(2026, 11, 21)),
        ("held_on", "21/11/2026", date(2026, 11, 21)),
        ("held_on", "1.3.2026", date(2026, 3, 1)),
        ("opens_at", "2026-11-21T14:30", datetime(2026, 11, 21, 13, 30, tzinfo=UTC)),
        ("opens_at", "21/07/2026 9h", datetime(2026, 7, 21, 7, tzinfo=UTC)),
        ("door", "14h30", time(14, 30)),
        ("door", "9 h", time(9)),
        ("door", "09:05:00", time(9, 5)),
    ],
)
def test_values_as_people_type_them(submit: Submit, field: str, text: str, value: object) -> None:
    form = submit(title="Salon", **{field: text})
    assert form.errors == {}
    assert getattr(form.data, field) == value


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("seats", "douze", messages.NOT_A_NUMBER),
        ("seats", "1,5", messages.NOT_WHOLE),
        ("seats", "9" * 15, messages.TOO_BIG),
        ("seats", "9" * 5000, messages.NOT_A_NUMBER),
        ("seats", "0", "Saisissez une valeur d’au moins 1."),
        ("fee_cents", "0,50", "Saisissez une valeur d’au moins 1."),  # euros, as typed
        ("fee_cents", "1,005", messages.NOT_A_NUMBER),
        ("rate", "nan", messages.NOT_A_NUMBER),
        ("rate", "inf", messages.NOT_A_NUMBER),
        ("rate", "1e400", messages.NOT_A_NUMBER),
        ("held_on", "31/02/2026", messages.NOT_A_DATE),
        ("held_on", "0001-01-01", messages.NOT_A_DATE),
        ("opens_at", "2026-11-21", messages.NOT_A_MOMENT),
        ("door", "25:00", messages.NOT_A_TIME),
        ("door", "midi", messages.NOT_A_TIME),
        ("kind", "party", messages.NOT_IN_LIST),
        ("is_open", "peut-être", messages.NOT_YES_OR_NO),
        ("title", "ab", "Saisissez au moins 3 caractères."),
        ("title", "x" * 21, "Saisissez au plus 20 caractères."),
        ("title", "x" * 30_000, messages.WRONG),
        ("skills", ["a", "b", "c", "d"], "Indiquez au plus 3 valeurs."),
        ("skills", ["a"] * 500, messages.WRONG),
    ],
)
def test_wrong_values_say_what_to_type(submit: Submit, field: str, text: str | list[str], message: str) -> None:
    form = submit(**{"title": "Salon", field: text})
    assert {name: error.replace("\u00a0", " ") for name, error in form.errors.items()} == {field: message}


def test_wrong_item_of_a_list_is_the_lists_error(submit: Submit) -> None:
    assert set(submit(title="Salon", days=["1", "x"]).errors) == {"days"}


def test_control_and_direction_characters_are_dropped(submit: Submit) -> None:
    assert submit(title="Sa\0lon\u202e\r\nA").data.title == "Salon\nA"


def test_rows(submit: Submit) -> None:
    fields = {
        "places[0].insee": "07019",
        "places[1].insee": "",  # left blank
        "places[1].rooms": "",
        "places[7].insee": "26362",
        "places[7].rooms": "3",
    }
    form = submit(title="Salon", **fields)
    assert form.data.places == [Place(insee="07019"), Place(insee="26362", rooms=3)]
    assert form.typed["places"] == [{"insee": "07019"}, {"insee": "26362", "rooms": "3"}]


def test_errors_of_rows_name_the_row_as_shown_again(submit: Submit) -> None:
    fields = {"places[1].insee": "", "places[4].insee": "07019", "places[5].insee": "1", "places[5].rooms": "x"}
    form = submit(title="Salon", **fields)
    assert set(form.errors) == {"places[1].insee", "places[1].rooms"}
    assert form.error_id("places[1].insee") == "places-1-insee-error"


def test_row_of_a_checkbox_alone_still_counts_as_blank(submit: Submit) -> None:
    class Stop(SQLModel):
        town: str
        covered: bool = False

    class Tour(SQLModel):
        stops: list[Stop] = []

    assert submit(Tour, **{"stops[0].town": "", "stops[1].town": "Privas"}).data.stops == [Stop(town="Privas")]


def test_flood_of_rows_is_refused(submit: Submit) -> None:
    assert "places" in submit(title="Salon", **{f"places[{n}].insee": "07019" for n in range(900)}).errors


class Range(SQLModel):
    low: int = 0
    high: int = 0

    @model_validator(mode="after")
    def _ordered(self) -> "Range":
        if self.low > self.high:
            raise ValueError("Le minimum dépasse le maximum.")
        return self

    @field_validator("high")
    @classmethod
    def _small(cls, value: int) -> int:
        if value == 13:
            raise DomainError("%(n)s porte malheur.", field="high", n=value)
        if value == 666:
            raise ValueError("Choisissez un autre nombre.")
        assert value != 42, "Pas de réponse ici."
        return value


def test_rule_of_the_whole_form_is_shown_above_it(submit: Submit) -> None:
    assert submit(Range, low="3", high="2").errors == {"": "Le minimum dépasse le maximum."}


@pytest.mark.parametrize(
    ("high", "message"),
    [("13", "13 porte malheur."), ("666", "Choisissez un autre nombre."), ("42", "Pas de réponse ici.")],
)
def test_validators_speak_for_themselves(submit: Submit, high: str, message: str) -> None:
    form = submit(Range, high=high)
    assert {name: error.split("\n")[0] for name, error in form.errors.items()} == {"high": message}


def test_refusal_of_a_rule(app: Flask, submit: Submit) -> None:
    form = submit(title="Salon")
    with app.test_request_context():
        form.refuse(DomainError("Il reste %(n)s stand(s).", field="seats", n=3))
        form.refuse(DomainError("Le salon est clos."))
    assert form.errors == {"seats": "Il reste 3 stand(s).", "": "Le salon est clos."}
    assert not form.is_valid


def test_blank_form_shows_the_defaults() -> None:
    form = blank(Draft, seats=40)
    assert {name: form.typed[name] for name in ("title", "kind", "seats", "is_open", "skills")} == {
        "title": "", "kind": "fair", "seats": "40", "is_open": "1", "skills": [],
    }  # fmt: skip
    assert form.errors == {}


def test_prefilled_form_binds_to_the_same_values(app: Flask) -> None:
    row = Draft(
        title="Salon", kind=Kind.VISIT, seats=1234, fee_cents=1250, rate=12.5, price=Decimal("9.90"), door=time(9, 5),
        held_on=date(2026, 11, 21), opens_at=datetime(2026, 11, 21, 13, 30, tzinfo=UTC), is_open=True, is_known=None,
        skills=["a"], days=[1, 2], places=[Place(insee="07019", rooms=2)],
    )  # fmt: skip
    typed = prefill(Draft, row).typed
    fields: dict[str, Any] = {name: value for name, value in typed.items() if name != "places"}
    fields |= {f"places[0].{name}": value for name, value in typed["places"][0].items()}  # type: ignore[union-attr]
    with app.test_request_context(method="POST", data=MultiDict(fields)):
        assert bind(Draft).data == row


def test_prefill_takes_what_the_row_does_not_hold() -> None:
    assert prefill(Draft, object(), title="Salon", places=[Place(insee="07019")]).typed["places"] == [
        {"insee": "07019", "rooms": ""}
    ]


def test_every_error_of_pydantic_has_a_french_sentence() -> None:
    assert set(get_args(ErrorType)) == set(messages.MESSAGES) | messages.SPOKEN


class Search(SQLModel):
    q: str = Field(default="", max_length=100)
    kind: list[Kind] = []
    radius: int = Field(default=25, ge=2, le=100)
    page: int = 1
    fresh: bool = True


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/?q=soudeur&kind=fair&kind=visit&radius=50", Search(q="soudeur", kind=[Kind.FAIR, Kind.VISIT], radius=50)),
        ("/?radius=abc&page=999999999999999&q=a", Search(q="a")),
        ("/?radius=1000", Search()),
        ("/?kind=fair&kind=%27--&kind=visit", Search(kind=[Kind.FAIR, Kind.VISIT])),
        ("/?q=a&q=b&nothing=1", Search(q="a")),
        ("/?q=" + "x" * 101, Search()),
        ("/?fresh=0", Search(fresh=False)),
        ("/?radius=&page=", Search()),
    ],
)
def test_query_string_for_a_page_drops_what_is_wrong(app: Flask, url: str, expected: Search) -> None:
    with app.test_request_context(url):
        assert query(Search) == expected


@pytest.mark.parametrize("url", ["/?radius=abc", "/?radius=1000", "/?kind=party", "/?q=a&q=b", "/?page=1.5"])
def test_query_string_for_the_api_is_refused(app: Flask, url: str) -> None:
    with app.test_request_context(url), pytest.raises(BadRequest):
        query(Search, invalid="refuse")


def test_query_that_breaks_a_rule_of_the_whole_falls_back_to_the_defaults(app: Flask) -> None:
    with app.test_request_context("/?low=5&high=2"):
        assert query(Range) == Range()


def test_query_lacking_what_is_needed_is_400(app: Flask) -> None:
    with app.test_request_context("/?seats=2"), pytest.raises(BadRequest):
        query(Draft)
