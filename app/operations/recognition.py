"""Recognition: which customer of the directory a report is from, if any."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.domain import directory
from app.domain.policy import SupportPolicy
from app.store import customers

if TYPE_CHECKING:
    from app.operations.intake import NewReport

ACCOUNT_CODE = "account_code"  # the field of a policy's own question, where a policy asks for the code


def customers_of(session: Session, news: Collection[NewReport], policy: SupportPolicy) -> dict[str, str]:
    """The known customers who report, by intent: by the account code that they give, else by their mail domain."""
    labels = [question.label for question in policy.questions if question.field == ACCOUNT_CODE]
    codes = {new.intent: directory.code(new.extra.get(label, "")) for new in news for label in labels}
    by_code = customers.ids_of_codes(session, set(codes.values()))
    by_email = customers.ids_of_emails(session, {new.email for new in news})
    found = {new.intent: by_code.get(codes.get(new.intent, "")) or by_email.get(new.email) for new in news}
    return {intent: customer_id for intent, customer_id in found.items() if customer_id}
