"""The memory: tables, and the questions asked of them. A file per aggregate; one place that commits (`database`)."""

from app.store import (
    beats,
    calls,
    customers,
    deliveries,
    incidents,
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
    "calls",
    "customers",
    "deliveries",
    "incidents",
    "maintenance",
    "policies",
    "replies",
    "reports",
    "rota",
    "staff",
    "throttles",
    "timeline",
]
