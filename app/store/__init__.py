"""The memory: tables, and the questions asked of them. A file per aggregate; one place that commits (`database`)."""

from app.store import (
    beats,
    customers,
    deliveries,
    incidents,
    mails,
    maintenance,
    policies,
    replies,
    reports,
    rota,
    staff,
    throttles,
    timeline,
)
from app.store.base import Base

__all__ = [
    "Base",
    "beats",
    "customers",
    "deliveries",
    "incidents",
    "mails",
    "maintenance",
    "policies",
    "replies",
    "reports",
    "rota",
    "staff",
    "throttles",
    "timeline",
]
