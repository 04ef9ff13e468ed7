"""These worlds begin with the demo's people already there: nobody's password is hashed anew for each story."""

from tests.web.furnished import furnished_postgresql, furnished_template, postgresql_url, sqlite_url

__all__ = ["furnished_postgresql", "furnished_template", "postgresql_url", "sqlite_url"]
