"""Who may import whom: the design's table, as code."""

import sys

import pytest

from tests.house.tree import Module, is_ours, modules

INNER = ("app.domain", "app.store", "app.operations", "app.channels")
OUTER = (
    *INNER,
    "app.desk",
    "app.calendar_files",
    "app.calendar_rules",
    "app.letters",
    "app.mint",
    "app.clock",
    "app.passkeys",
    "app.passwords",
    "app.pictures",
    "app.seals",
    "app.second_factor",
    "app.telephones",
    "app.logs",
    "app.dispatcher",
)

# A module's row is the one with the longest name that fits. Ours first, then what was installed.
MAY_IMPORT: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "config": (("config_oidc", "config_texts"), ("phonenumbers",)),
    "config_oidc": ((), ()),
    "config_texts": ((), ()),
    "wsgi": (("app", "config"), ()),
    "app": (("app", "config"), ("flask",)),
    "app.domain": (("app.domain",), ("holidays",)),
    "app.store": (("app.domain", "app.store"), ("sqlalchemy", "alembic")),
    "app.operations": (("app.domain", "app.store", "app.operations", "app.pictures"), ("sqlalchemy", "structlog")),
    "app.channels": (
        ("app.domain", "app.channels"),
        (
            *("twilio", "urllib3", "certifi", "sendgrid", "python_http_client"),
            *("authlib", "cryptography", "joserfc", "requests"),
        ),
    ),
    "app.web": (
        (
            "app.web",
            "app.operations",
            "app.store",
            "app.domain",
            "app.calendar_files",
            "app.calendar_rules",
            "app.passkeys",
            "app.passwords",
            "app.second_factor",
            "app.spreadsheets",
            "app.telephones",
        ),
        ("flask", "flask_wtf", "wtforms", "werkzeug", "sqlalchemy", "structlog", "email_validator"),
    ),
    "app.web.webhooks": (
        ("app.web", "app.channels", "app.operations", "app.store", "app.domain"),
        ("flask", "structlog", "werkzeug"),
    ),
    "app.calendar_files": (("app.domain", "app.calendar_rules"), ("icalendar", "recurring_ical_events")),
    "app.calendar_rules": ((), ("icalendar", "recurring_ical_events", "dateutil")),
    "app.clock": ((), ()),
    "app.logs": ((), ("structlog",)),
    "app.mint": (("app.domain",), ("cryptography",)),
    "app.passkeys": ((), ("webauthn",)),
    "app.passwords": (("app.domain",), ("argon2",)),
    "app.pictures": (("app.domain",), ("PIL",)),
    "app.seals": (("app.domain",), ("cryptography",)),
    "app.second_factor": (("app.domain",), ("pyotp",)),
    "app.spreadsheets": ((), ()),
    "app.telephones": ((), ("phonenumbers",)),
    "app.letter_facts": (("app.domain", "app.store"), ("sqlalchemy",)),
    "app.letters": (("app.domain", "app.store", "app.letter_facts"), ("jinja2", "sqlalchemy")),
    "app.desk": ((*OUTER, "config", "config_texts"), ()),
    "app.recheck": ((*OUTER,), ()),
    "app.sender": ((*OUTER, "app.recheck", "app.circuit"), ("structlog", "sqlalchemy")),
    "app.linker": ((*OUTER,), ("structlog",)),
    "app.herald": ((*OUTER,), ("structlog",)),
    "app.pulse": ((*OUTER,), ("structlog",)),
    "app.circuit": ((*OUTER,), ()),
    "app.asker": ((*OUTER,), ("structlog",)),
    "app.dispatcher": (
        (*OUTER, "app.sender", "app.linker", "app.herald", "app.pulse", "app.asker", "app.circuit", "config"),
        ("structlog",),
    ),
    "app.ringer": ((*OUTER,), ("structlog",)),
    "app.bell": ((*OUTER, "app.ringer"), ("structlog",)),
    "app.direct": ((*OUTER, "app.ringer"), ("structlog",)),
    "app.clerk": ((*OUTER, "app.direct"), ("structlog", "sqlalchemy")),
    "app.watchdog": ((*OUTER, "app.bell"), ("structlog",)),
    "app.backup": ((*OUTER,), ()),
    "app.cli": (
        (
            *OUTER,
            "app.demo",
            "app.cli_break_glass",
            "app.cli_customers",
            "app.cli_people",
            "app.cli_privacy",
            "app.cli_record",
            "app.cli_rota",
            "app.cli_setup",
            "config",
        ),
        ("click", "flask"),
    ),
    "app.cli_break_glass": ((*OUTER,), ("click", "flask")),
    "app.cli_customers": ((*OUTER, "app.cli_keys"), ("click", "flask")),
    "app.cli_keys": ((*OUTER,), ("click", "flask", "sqlalchemy")),
    "app.cli_people": ((*OUTER,), ("click", "flask")),
    "app.cli_privacy": ((*OUTER,), ("click", "flask")),
    "app.cli_rota": ((*OUTER,), ("click", "flask")),
    "app.cli_setup": ((*OUTER,), ("click",)),
    "app.cli_record": ((*OUTER, "app.backup", "app.cli_evidence"), ("click",)),
    "app.cli_evidence": ((*OUTER,), ("click",)),
    "app.demo": ((*OUTER, "config"), ("click", "flask", "werkzeug", "sqlalchemy")),
}


def row_of(name: str) -> str:
    return max((row for row in MAY_IMPORT if name == row or name.startswith(row + ".")), key=len)


def within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


@pytest.mark.parametrize("module", modules(), ids=str)
def test_a_module_imports_what_its_row_allows(module: Module):
    ours, installed = MAY_IMPORT[row_of(module.name)]

    wrong = []
    for name, line in module.imports():
        if is_ours(name):
            allowed = within(name, ours)
        else:
            allowed = name.partition(".")[0] in (*sys.stdlib_module_names, *installed)
        if not allowed:
            wrong.append(f"{module}:{line} imports {name}")

    assert not wrong, "\n".join(wrong)


def test_the_root_package_is_wiring_and_nothing_else():
    """The widest row is for `app/__init__.py` alone: every other module has a row of its own."""
    assert [module.name for module in modules() if row_of(module.name) == "app"] == ["app"]


def test_the_rows_are_all_in_use():
    used = {row_of(module.name) for module in modules()}

    assert used == set(MAY_IMPORT)
