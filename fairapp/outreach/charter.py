"""The charter that a professional accepts before the first visit (row E3)."""

from fairapp.outreach.models import Speaker

VERSION = 1  # grows when the promises change; whoever accepted an older one accepts again


def has_signed(speaker: Speaker) -> bool:
    return speaker.is_active and speaker.charter_version == VERSION
