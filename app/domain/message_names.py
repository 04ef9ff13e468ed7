"""What staff call a message: its wording, its medium and its state, each in a word or two."""

from __future__ import annotations

from app.domain.delivery import SLOT, Medium, State

WORDINGS = {
    "page": "Page",
    "storm": "Page: more customers report it",
    "drill-over": "How the drill ended",
    "stand-down": "Somebody has it",
    "released": "The daytime desk has it",
    "watch": "Warning: a promise is at risk",
    "overdue": "Warning: a promised reply did not come",
    "help": "A colleague asks for help",
    "assigned": "Asked by name to take it",
    "asked-of-another": "A colleague is asked to take it",
    "customer-received": "We have your report",
    "customer-acknowledged": "An engineer has it",
    "customer-missed": "We missed our aim",
    "customer-reply": "Reply to the customer",
    "customer-resolved": "We think it's fixed",
    "customer-overturned": "We look after it after all",
    "customer-reopened": "It is open again",
    "customer-said": "What the customer added",
    "customer-files": "Files that the customer added",
    "desk-said": "What the customer added, for the daytime desk",
    "desk-files": "Files that the customer added, for the daytime desk",
    "desk-handover": "Report for the daytime desk",
}
MEDIA = {Medium.SMS: "text", Medium.MAIL: "mail", Medium.VOICE: "call"}
STATES = {
    State.PENDING: "waiting to be sent",
    State.SENDING: "being sent",
    State.SENT: "sent",
    State.DELIVERED: "delivered",
    State.REFUSED: "refused",
    State.EXHAUSTED: "given up",
    State.CANCELLED: "not sent: not wanted any more",
    State.EXPIRED: "not sent: too old to be of use",
}


def name(wording: str, medium: str) -> str:
    """ "Page, by text": what a message is, for whoever reads of it later."""
    return f"{WORDINGS.get(wording, wording)}, by {MEDIA[Medium(medium)]}"


def words(body: str) -> str:
    """What a message said, with a word in the place of its reader's own link."""
    return body.strip().replace(SLOT, "[their own link]")


def state(slug: str) -> str:
    """A delivery's state in words."""
    return STATES[State(slug)]
