"""The doors are looked at with the demo's people at home."""

from tests.web.furnished import furnished_postgresql, furnished_template, postgresql_url, sqlite_url

__all__ = ["furnished_postgresql", "furnished_template", "postgresql_url", "sqlite_url"]
