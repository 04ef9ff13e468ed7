"""The memory: tables, and the questions asked of them. A file per aggregate; one place that commits (`database`)."""

from app.store import (
    api_keys,
    attachments,
    beats,
    customers,
    deliveries,
    incidents,
    links,
    mails,
    maintenance,
    policies,
    replies,
    reports,
    rota,
    sign_ins,
    staff,
    throttles,
    timeline,
)
from app.store.base import Base

__all__ = [
    "Base",
    "api_keys",
    "attachments",
    "beats",
    "customers",
    "deliveries",
    "incidents",
    "links",
    "mails",
    "maintenance",
    "policies",
    "replies",
    "reports",
    "rota",
    "sign_ins",
    "staff",
    "throttles",
    "timeline",
]
