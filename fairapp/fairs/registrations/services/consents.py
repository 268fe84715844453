"""What someone allows, purpose by purpose: dated, in words that have a version, taken back as easily (row C6)."""

from collections.abc import Iterable

from sqlmodel import Session, select

from fairapp.core.clock import now
from fairapp.core.text import N_
from fairapp.fairs.enums import ConsentPurpose
from fairapp.fairs.registrations.models import Consent, Registration
from fairapp.fairs.registrations.services.rows import lock_registration

VERSION = 1  # of the words below: another wording is another consent
WORDS = {
    ConsentPurpose.EXHIBITORS: N_(
        "Les exposants qui scannent mon badge voient mon nom, mon adresse électronique et le métier que je cherche."
    ),
    ConsentPurpose.NEXT_FAIR: N_("L'organisation m'écrit pour annoncer son prochain salon."),
}


def write_consents(session: Session, registration_id: int, purposes: Iterable[ConsentPurpose]) -> None:
    session.add_all(
        Consent(registration_id=registration_id, purpose=purpose, version=VERSION) for purpose in sorted(set(purposes))
    )
    session.flush()


def set_consent(session: Session, registration: Registration, purpose: ConsentPurpose, *, given: bool) -> None:
    """Give or withdraw; the same again changes nothing, and its date stays.

    :raise Erased: if the registration is gone.
    """
    lock_registration(session, registration)  # two clicks at once wait for each other
    query = select(Consent).where(Consent.registration_id == registration.id, Consent.purpose == purpose)
    consent = session.exec(query).first()
    if consent is None and given:
        write_consents(session, registration.id, [purpose])
    elif consent is not None and given and consent.withdrawn_at is not None:
        consent.given_at, consent.withdrawn_at, consent.version = now(), None, VERSION
        session.add(consent)
    elif consent is not None and not given and consent.withdrawn_at is None:
        consent.withdrawn_at = now()
        session.add(consent)
    session.flush()
