from enum import StrEnum


class LinkPurpose(StrEnum):
    """What an action link lets its holder do, once or until the object ends."""

    SIGN_IN = "sign_in"  # single use, 10 minutes
    CHANGE_EMAIL = "change_email"
    INVITATION = "invitation"
    OFFER_COMPANY = "offer_company"  # accept to appear on a shared offer
    APPLICATION = "application"  # follow, withdraw or erase one's application, until it is forgotten
    REGISTRATION = "registration"  # follow, change or cancel one's registration for a fair, until a year after it
    BOOKING_PARTNER = "booking_partner"  # accept to share a stand
    STAND_OFFER = "stand_offer"  # decline the stand that the waiting list offers
    SCHOOL_JOIN = "school_join"  # prove an academic address, then wait for the school
    CHARTER = "charter"  # a professional accepts what is promised to schools, no account needed
    OFFER_EXTEND = "offer_extend"  # answers to the letter before an offer's end, until that end
    OFFER_FILL = "offer_fill"
    OFFER_CLOSE = "offer_close"
    APPLICATION_START = "application_start"  # a recruiter answers an application from the mail, one link per answer
    APPLICATION_INVITE = "application_invite"
    APPLICATION_REFUSE = "application_refuse"
    ALERTS = "alerts"  # manage, confirm and stop the alerts of one address, no account needed
    ALERTS_STOP = "alerts_stop"  # stop them, and nothing else: mail services read it in a header
    VISIT_EVALUATION = "visit_evaluation"  # three questions after a visit, no account needed


class SignInMethod(StrEnum):
    LINK = "link"
    PASSWORD = "password"  # noqa: S105 - a word, not a secret
    DEMO = "demo"
