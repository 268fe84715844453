"""The rules of signing in; what other domains use stands here by name."""

from fairapp.accounts.services.audit import record
from fairapp.accounts.services.links import (
    is_good,
    issue_link,
    link_token,
    prune_links,
    read_link,
    revoke_links,
    revoke_links_to,
    use_link,
)
from fairapp.accounts.services.passwords import check_strength, hash_password, verify_password
from fairapp.accounts.services.people import (
    add_persona,
    create_account,
    disable_account,
    enable_account,
    find_or_create_account,
    rename_account,
)
from fairapp.accounts.services.personal_data import erase_account, export_account, export_files
from fairapp.accounts.services.retention import announce_erasures, erase_unused, note_life
from fairapp.accounts.services.sessions import (
    end_all_sessions,
    end_own_session,
    end_session,
    lifetime_of,
    mark_seen,
    prune_sessions,
    start_session,
)
from fairapp.accounts.services.sign_in import (
    Verdict,
    change_password,
    check_password,
    confirm_email_change,
    open_sign_in_link,
    request_email_change,
    request_sign_in_link,
    take_verdict,
)

__all__ = [
    "Verdict",
    "add_persona",
    "announce_erasures",
    "change_password",
    "check_password",
    "check_strength",
    "confirm_email_change",
    "create_account",
    "disable_account",
    "enable_account",
    "end_all_sessions",
    "end_own_session",
    "end_session",
    "erase_account",
    "erase_unused",
    "export_account",
    "export_files",
    "find_or_create_account",
    "hash_password",
    "is_good",
    "issue_link",
    "lifetime_of",
    "link_token",
    "mark_seen",
    "note_life",
    "open_sign_in_link",
    "prune_links",
    "prune_sessions",
    "read_link",
    "record",
    "rename_account",
    "request_email_change",
    "request_sign_in_link",
    "revoke_links",
    "revoke_links_to",
    "start_session",
    "take_verdict",
    "use_link",
    "verify_password",
]
