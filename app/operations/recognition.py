"""Recognition: which customer of the directory a report is from, if any."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.domain import directory
from app.domain.local import Local
from app.domain.policy import SupportPolicy
from app.domain.triage import Affected, Answers, Term, Way
from app.store import customers
from app.store.customers import Contract
from app.store.reports import Report

if TYPE_CHECKING:
    from app.operations.intake import NewReport

ACCOUNT_CODE = "account_code"  # the field of a policy's own question, where a policy asks for the code


def customers_of(session: Session, news: Collection[NewReport], policy: SupportPolicy) -> dict[str, str]:
    """The known customers who report, by intent: as proven, by the account code they give, else by mail domain."""
    proven = {new.intent: new.customer_id for new in news if new.customer_id}
    news = [new for new in news if new.intent not in proven]
    labels = [question.label for question in policy.questions if question.field == ACCOUNT_CODE]
    codes = {new.intent: directory.code(new.extra.get(label, "")) for new in news for label in labels}
    by_code = customers.ids_of_codes(session, set(codes.values()))
    by_email = customers.ids_of_emails(session, {new.email for new in news})
    found = {new.intent: by_code.get(codes.get(new.intent, "")) or by_email.get(new.email) for new in news}
    return proven | {intent: customer_id for intent, customer_id in found.items() if customer_id}


def contracts_of(session: Session, customer_ids: Collection[str], policy: SupportPolicy) -> dict[str, Contract]:
    """What known customers have bought, by their id. A policy that promises the same to all of them asks nothing."""
    is_asked = policy.tiers or policy.regions or policy.term
    return customers.contracts(session, customer_ids) if is_asked else {}


def local_of(session: Session, report: Report, policy: SupportPolicy) -> Local:
    """By whose clocks a reporter is told times: those of their own hours where they are known, else the policy's."""
    ids = {report.customer_id} if report.customer_id else set()
    contract = contracts_of(session, ids, policy).get(report.customer_id or "")
    return policy.local_of(contract.tier, contract.region) if contract else policy.hours.local


def answers(new: NewReport, contract: Contract | None, policy: SupportPolicy) -> Answers:
    """A report as triage reads it."""
    return answered(new.services, new.affected, new.told, new.way, contract, policy)


def answered(
    services: tuple[str, ...],
    affected: Affected,
    told: Mapping[str, str],
    way: Way,
    contract: Contract | None,
    policy: SupportPolicy,
) -> Answers:
    """What was answered, and what the customer has bought. A tier that the policy no longer has counts as not known."""
    if contract is None:
        return Answers(services=services, affected=affected, told=told, way=way)
    tier, region = policy.tier(contract.tier), policy.region(contract.region)
    return Answers(
        services=services,
        affected=affected,
        told=told,
        way=way,
        tier=tier.slug if tier else None,
        region=region.slug if region else None,
        term=_term(contract),
    )


def _term(contract: Contract) -> Term | None:
    """The customer's term; None if the directory has neither of its days."""
    if contract.term_from is None and contract.term_until is None:
        return None
    return Term(starts=contract.term_from, ends=contract.term_until)
