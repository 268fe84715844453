"""Links by mail: 128 bits, single use, ten minutes for signing in; the end is kept in the database."""

import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from pydantic import SecretStr
from sqlalchemy import text, update
from sqlmodel import col, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import ActionLink
from fairapp.accounts.services import is_good, issue_link, link_token, prune_links, read_link, revoke_links, use_link
from fairapp.accounts.services.sign_in import SIGN_IN_LIFETIME
from fairapp.core.clock import now
from fairapp.core.db import open_session
from fairapp.core.errors import Conflict
from tests.support.threads import at_once

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
TEN_MINUTES = timedelta(minutes=10)


def issue(session, **over):
    values = {"email": "lea@exemple.fr", "lifetime": TEN_MINUTES}
    return issue_link(session, LinkPurpose.SIGN_IN, **(values | over))


def is_read(session, settings, link, purpose=LinkPurpose.SIGN_IN):
    return read_link(session, settings, link_token(settings, link), purpose) is not None


def test_link_is_read_by_its_token(session, settings):
    link = issue(session)
    assert read_link(session, settings, link_token(settings, link), LinkPurpose.SIGN_IN) is link


def test_signing_in_takes_ten_minutes_at_most():
    assert SIGN_IN_LIFETIME == TEN_MINUTES


def test_nonce_and_proof_are_128_bits_or_more(session, settings):
    link = issue(session)
    assert len(bytes.fromhex(link.nonce)) == 16
    assert len(link_token(settings, link).split("-", 1)[1]) * 6 >= 128


def test_database_alone_gives_no_token(session, settings):
    link = issue(session)
    token = link_token(settings, link)
    stored = " ".join(map(str, session.execute(text("SELECT * FROM action_link")).one()))
    assert token not in stored
    assert token.split("-", 1)[1] not in stored


def test_new_secret_ends_every_link(session, settings):
    token = link_token(settings, issue(session))
    settings.secret_key = SecretStr("another secret of the tests, just as long")
    assert read_link(session, settings, token, LinkPurpose.SIGN_IN) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: "2" + token[1:],
        lambda token: token + "=",
        lambda token: token[:-1],
        lambda token: token.replace("-", "", 1),
        lambda token: "9" * 18 + token[1:],
        lambda token: "9" * 30 + token[1:],
        lambda _token: "",
        lambda _token: "é" * 40,
        lambda _token: "1-" + "\0" * 32,
    ],
)
def test_guessed_token_is_refused(session, settings, spoil):
    token = link_token(settings, issue(session))
    assert read_link(session, settings, spoil(token), LinkPurpose.SIGN_IN) is None


def test_link_serves_its_own_purpose_only(session, settings):
    assert not is_read(session, settings, issue(session), LinkPurpose.INVITATION)


def test_purpose_cannot_be_changed_in_the_database_alone(session, settings):
    link = issue(session)
    token = link_token(settings, link)
    link.purpose = LinkPurpose.INVITATION
    assert read_link(session, settings, token, LinkPurpose.INVITATION) is None


def test_used_link_is_over(session, settings):
    link = issue(session)
    use_link(session, link)
    assert not is_read(session, settings, session.get_one(ActionLink, link.id, populate_existing=True))
    with pytest.raises(Conflict):
        use_link(session, link)


def test_revoked_link_is_over(session, settings):
    link = issue(session, subject_id=7)
    other = issue(session, subject_id=8)
    assert revoke_links(session, LinkPurpose.SIGN_IN, subject_id=7) == 1
    session.refresh(link)
    assert (is_read(session, settings, link), is_read(session, settings, other)) == (False, True)
    with pytest.raises(Conflict):
        use_link(session, link)


def test_revoking_leaves_other_purposes_alone(session, settings):
    link = issue(session, subject_id=7)
    assert revoke_links(session, LinkPurpose.INVITATION, subject_id=7) == 0
    assert is_read(session, settings, link)


@pytest.mark.parametrize(("elapsed", "good"), [(timedelta(minutes=9, seconds=59), True), (TEN_MINUTES, False)])
def test_link_ends_on_time(session, settings, elapsed, good):
    with time_machine.travel(NOON, tick=False):
        link = issue(session)
    with time_machine.travel(NOON + elapsed, tick=False):
        assert is_read(session, settings, link) is good
        if good:
            use_link(session, link)
        else:
            with pytest.raises(Conflict):
                use_link(session, link)


def test_link_without_end_holds_until_revoked(session, settings):
    with time_machine.travel(NOON, tick=False):
        link = issue(session, lifetime=None, subject_id=3)
    with time_machine.travel(NOON + timedelta(days=400), tick=False):
        assert is_read(session, settings, link)
        revoke_links(session, LinkPurpose.SIGN_IN, subject_id=3)
        session.refresh(link)
        assert not is_read(session, settings, link)


def test_clock_that_steps_back_accepts_no_token_late(session, settings):
    """Set back one hour after 9 minutes, the clock would give the link another hour."""
    with time_machine.travel(NOON, tick=False):
        link = issue(session)
    with time_machine.travel(NOON - timedelta(hours=1) + timedelta(minutes=9), tick=False):
        assert not is_read(session, settings, link)
        with pytest.raises(Conflict):
            use_link(session, link)


@pytest.mark.parametrize(
    "night", [datetime(2026, 10, 25, 2, 55, tzinfo=PARIS), datetime(2026, 3, 29, 1, 55, tzinfo=PARIS)]
)
def test_daylight_saving_night_is_no_different(session, settings, night):
    with time_machine.travel(night, tick=False):
        link = issue(session)
    with time_machine.travel(night.astimezone(UTC) + timedelta(minutes=9), tick=False):
        assert is_read(session, settings, link)
    with time_machine.travel(night.astimezone(UTC) + timedelta(minutes=11), tick=False):
        assert not is_read(session, settings, link)


def test_links_long_over_are_deleted(session):
    with time_machine.travel(NOON, tick=False):
        issue(session)
        issue(session, lifetime=None)
        use_link(session, issue(session, lifetime=None))
    with time_machine.travel(NOON + timedelta(days=31), tick=False):
        issue(session)
        assert prune_links(session) == 2
    assert len(session.exec(select(ActionLink)).all()) == 2


def race(engine, writing, spend):
    """Have eight see a good link, then spend it; return how many got in."""
    with writing() as session:
        link_id = issue(session).id
    everyone_looked = threading.Barrier(8)

    def come_in():
        with open_session(engine, read_only=True) as session:
            link = session.get_one(ActionLink, link_id)
            assert is_good(link)
        everyone_looked.wait(timeout=30)
        with open_session(engine) as session:
            spend(session, link)
            session.commit()
        return "in"

    return at_once([come_in] * 8).count("in")


def trust_the_look(session, link):
    """What the conditional update replaces: a write that believes the SELECT before it."""
    session.execute(update(ActionLink).where(col(ActionLink.id) == link.id).values(used_at=now()))


def test_link_used_by_eight_at_once_lets_one_in(engine, writing):
    assert race(engine, writing, use_link) == 1


def test_looking_first_would_let_all_eight_in(engine, writing):
    """The control: with the protection off, the race above sees the fault."""
    assert race(engine, writing, trust_the_look) == 8
