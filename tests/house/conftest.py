"""The doors are looked at with the demo's people at home."""

from tests.web.furnished import furnished_template, sqlite_url

__all__ = ["furnished_template", "sqlite_url"]
