"""Settings: read once, checked as a whole, and never shown where they are secret."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from app import create_app
from app.desk import Desk
from config import DEMO_SECRET, SendGrid, Settings, SettingsError
from config_oidc import Oidc
from config_texts import Twilio, Vonage
from tests.web.settings import PRODUCTION, PROVIDERS
from tests.world import postgres

SAFE = {**PRODUCTION, "DATABASE_URL": "sqlite:////var/lib/portal/portal.db"}


OIDC = {
    "OIDC_ISSUER": "https://login.example/realm/",
    "OIDC_CLIENT_ID": "the-portal",
    "OIDC_CLIENT_SECRET": "the-portals-secret",
    "OIDC_ROLES": "groups: portal-managers=manager, portal-engineers=engineer",
}


def faults(env: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env(env)
    return refused.value.faults


def without(*names: str) -> dict[str, str]:
    return {name: value for name, value in SAFE.items() if name not in names}


def test_an_empty_environment_is_the_demo():
    settings = Settings.from_env({})

    assert settings.environment == "demo"
    assert not settings.is_production
    assert settings.secret_key == DEMO_SECRET
    assert settings.secret_key_fallbacks == ()
    assert (settings.public_url, settings.public_host, settings.port) == ("http://127.0.0.1:8000", "127.0.0.1", 8000)
    assert settings.trusted_proxies == 0
    assert settings.database_url == "sqlite:///var/portal.db"
    assert settings.policy == "prospect365"
    assert (settings.twilio, settings.sendgrid, settings.smtp_url, settings.heartbeat_url) == (None, None, None, None)
    assert settings.dispatchers == 16
    assert settings.clock_start is None


def test_every_setting_is_read():
    settings = Settings.from_env({
        **SAFE,
        "SECRET_KEY_FALLBACKS": "older , oldest",
        "PORT": "9000",
        "TRUSTED_PROXIES": "2",
        "DATABASE_URL": "postgres://portal@db/portal",
        "POLICY": "/etc/portal/policy.toml",
        "TWILIO_FROM": "07700 900365",
        "TWILIO_BASE_URL": "https://twilio.test/",
        "TWILIO_BALANCE_LEAST": "50",
        "SENDGRID_WEBHOOK_KEY": "public",
        "SENDGRID_BASE_URL": "https://sendgrid.test",
        "SMTP_URL": "smtp://user:password@mail.test:587",
        "HEARTBEAT_URL": "https://beat.test/1",
        "DISPATCHERS": "4",
    })  # fmt: skip

    assert settings.is_production
    assert settings.secret_key == SAFE["SECRET_KEY"]
    assert settings.secret_key_fallbacks == ("older", "oldest")
    assert (settings.public_url, settings.public_host) == ("https://portal.example", "portal.example")
    assert (settings.port, settings.trusted_proxies, settings.dispatchers) == (9000, 2, 4)
    assert settings.database_url == "postgresql+psycopg://portal@db/portal"
    assert settings.policy == "/etc/portal/policy.toml"
    assert settings.twilio == Twilio(
        account_sid=PROVIDERS["TWILIO_ACCOUNT_SID"], api_key=PROVIDERS["TWILIO_API_KEY"],
        api_secret="twilios-api-secret", auth_tokens=("the-token-in-use", "the-token-before"),
        sender="+447700900365", base_url="https://twilio.test", balance_least=50,
    )  # fmt: skip
    assert settings.sendgrid == SendGrid(
        api_key="sendgrids-api-key", sender="night@portal.example", webhook_key="public",
        base_url="https://sendgrid.test",
    )  # fmt: skip
    assert settings.smtp_url == "smtp://user:password@mail.test:587"
    assert settings.mail_sender == "night@portal.example"
    assert settings.heartbeat_url == "https://beat.test/1"


def test_the_environment_itself_is_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.delenv("PUBLIC_URL", raising=False)

    assert Settings.from_env().public_url == "http://127.0.0.1:8123"


@pytest.mark.parametrize("start", ["2026-12-25T03:00:00Z", "2026-12-25T04:00:00+01:00"])
def test_the_demos_clock_starts_where_it_is_told(start: str):
    assert Settings.from_env({"CLOCK_START": start}).clock_start == datetime(2026, 12, 25, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"ENVIRONMENT": "staging"}, "ENVIRONMENT is 'staging'; it can be demo or production"),
        ({"PORT": "eighty"}, "PORT is 'eighty'"),
        ({"PORT": "65536"}, "PORT is '65536'; it must be a whole number from 0 to 65535"),
        ({"PORT": "-1"}, "PORT is '-1'"),
        ({"TRUSTED_PROXIES": "11"}, "TRUSTED_PROXIES is '11'"),
        ({"DISPATCHERS": "0"}, "DISPATCHERS is '0'; it must be a whole number from 1 to 256"),
        ({"PUBLIC_URL": "portal.example"}, "PUBLIC_URL is not an origin"),
        ({"PUBLIC_URL": "https://portal.example/path"}, "PUBLIC_URL is not an origin"),
        ({"PUBLIC_URL": "https://user@portal.example"}, "PUBLIC_URL is not an origin"),
        ({"PUBLIC_URL": "https://portal.example:port"}, "PUBLIC_URL is not an origin"),
        ({"PUBLIC_URL": "https://" + "p" * 60 + ".example"}, "at most 60 fit into a text message"),
        ({"DATABASE_URL": "mysql://db/portal"}, "DATABASE_URL must begin with"),
        ({"DATABASE_URL": "sqlite:///"}, "DATABASE_URL names a database in memory"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "DATABASE_URL names a database in memory"),
        ({"CLOCK_START": "tonight"}, "CLOCK_START is not an instant"),
        ({"CLOCK_START": "2026-12-25T03:00:00"}, "CLOCK_START has no zone; end it with Z"),
        ({"SMTP_URL": "mail.test:587"}, "SMTP_URL must begin with smtp:// or smtps://"),
        ({"HEARTBEAT_URL": "https://"}, "HEARTBEAT_URL must begin with http:// or https:// and name a host"),
        ({**PROVIDERS, "TWILIO_FROM": "the red one"}, "TWILIO_FROM is not a telephone number"),
        ({**PROVIDERS, "TWILIO_BASE_URL": "ftp://x"}, "TWILIO_BASE_URL must begin with"),
        ({**PROVIDERS, "SENDGRID_BASE_URL": "x"}, "SENDGRID_BASE_URL must begin with"),
        ({**OIDC, "OIDC_ISSUER": "login.example"}, "OIDC_ISSUER must begin with https:// or http://"),
        ({**OIDC, "OIDC_ISSUER": "https://login.example/?realm=x"}, "OIDC_ISSUER is an address alone"),
        (
            {**OIDC, "OIDC_ROLES": "portal-managers=manager"},
            "OIDC_ROLES is 'portal-managers=manager'; it names a claim",
        ),
        ({**OIDC, "OIDC_ROLES": "groups:a=manager"}, "OIDC_ROLES is 'groups:a=manager'; it names a claim"),
        (
            {**OIDC, "OIDC_ROLES": "groups: a=owner"},
            "OIDC_ROLES has 'a=owner'; after the claim it wants VALUE=engineer",
        ),
        ({**OIDC, "OIDC_ROLES": "groups: a"}, "OIDC_ROLES has 'a'; after the claim it wants VALUE=engineer"),
        ({**OIDC, "OIDC_ROLES": "groups: =manager"}, "OIDC_ROLES has '=manager'"),
        ({"OIDC_ISSUER": "https://x.example"}, "OIDC_CLIENT_ID and OIDC_CLIENT_SECRET and OIDC_ROLES must be set too"),
        ({"OIDC_ROLES": "groups: a=manager"}, "OIDC_ISSUER and OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must be set too"),
        ({"TWILIO_API_KEY": "SK"}, "TWILIO_ACCOUNT_SID and TWILIO_API_SECRET and TWILIO_FROM must be set too"),
        ({"SENDGRID_API_KEY": "SG"}, "SENDGRID_FROM must be set too, beside SENDGRID_API_KEY"),
    ],
)
def test_a_fault_is_said_by_name(env: dict[str, str], words: str):
    (fault,) = faults(env)

    assert words in fault


def test_the_companys_provider_is_read():
    assert Settings.from_env(OIDC).oidc == Oidc(
        issuer="https://login.example/realm",
        client_id="the-portal",
        client_secret="the-portals-secret",
        claim="groups",
        roles=(("portal-managers", "manager"), ("portal-engineers", "engineer")),
    )
    assert Settings.from_env({}).oidc is None


@pytest.mark.parametrize(
    ("words", "claim", "roles"),
    [
        ("roles: a=manager", "roles", (("a", "manager"),)),
        ("roles:  a = manager ,", "roles", (("a", "manager"),)),
        ("https://login.example/roles: a=engineer", "https://login.example/roles", (("a", "engineer"),)),
        ("realm_access.roles: On call=engineer", "realm_access.roles", (("On call", "engineer"),)),
        ("groups: cn=night=engineer, urn:x: y=manager", "groups", (("cn=night", "engineer"), ("urn:x: y", "manager"))),
    ],
)
def test_roles_are_told_by_any_claims_values(words: str, claim: str, roles: tuple[tuple[str, str], ...]):
    oidc = Settings.from_env({**OIDC, "OIDC_ROLES": words}).oidc

    assert oidc is not None
    assert (oidc.claim, oidc.roles) == (claim, roles)


def test_all_faults_are_said_at_once():
    wrong = {
        "ENVIRONMENT": "production",
        "SECRET_KEY": "short",
        "PUBLIC_URL": "http://portal.example",
        "DATABASE_URL": "sqlite:///:memory:",
        "CLOCK_START": "tonight",
        "PORT": "x",
        "DISPATCHERS": "x",
        **OIDC,
        "OIDC_ISSUER": "http://login.example",
        "OIDC_ROLES": "x",
    }

    found = faults(wrong)

    names = ("SECRET_KEY", "PUBLIC_URL", "DATABASE_URL", "CLOCK_START", "PORT", "DISPATCHERS", "TWILIO_", "SENDGRID_")
    names = (*names, "OIDC_ISSUER", "OIDC_ROLES")
    for name in names:
        assert any(fault.startswith(name) for fault in found), name
    with pytest.raises(SettingsError) as refused:
        Settings.from_env(wrong)
    assert str(refused.value).count("\n  - ") == len(found)


@pytest.mark.parametrize(
    ("env", "words"),
    [
        (without("SECRET_KEY"), "SECRET_KEY is missing"),
        ({**SAFE, "SECRET_KEY": DEMO_SECRET}, "SECRET_KEY is too easy to guess"),
        ({**SAFE, "SECRET_KEY": "x" * 31}, "SECRET_KEY is too easy to guess"),
        ({**SAFE, "PUBLIC_URL": "http://portal.example"}, "PUBLIC_URL must be https in production"),
        (without("PUBLIC_URL"), "PUBLIC_URL must be https in production"),
        (without("DATABASE_URL"), "DATABASE_URL is missing"),
        ({**SAFE, "DATABASE_URL": "sqlite:///:memory:"}, "in memory"),
        ({**SAFE, "CLOCK_START": "2026-12-25T03:00:00Z"}, "CLOCK_START is for the demo alone"),
        ({**SAFE, **OIDC, "OIDC_ISSUER": "http://login.example"}, "OIDC_ISSUER must begin with https://"),
        (without("TWILIO_AUTH_TOKEN"), "TWILIO_AUTH_TOKEN is missing"),
        (without(*(name for name in PROVIDERS if name.startswith("TWILIO"))), "no text can be sent"),
        (without("SENDGRID_API_KEY", "SENDGRID_FROM"), "no mail can be sent"),
        (without("SENDGRID_API_KEY", "SENDGRID_FROM") | {"SMTP_URL": "smtp://mail.test"}, "SENDGRID_FROM is missing"),
    ],
)
def test_production_refuses_what_the_demo_may(env: dict[str, str], words: str):
    assert words in "\n".join(faults(env))


def test_production_takes_mail_by_smtp_alone():
    settings = Settings.from_env(without("SENDGRID_API_KEY") | {"SMTP_URL": "smtp://mail.test"})

    assert settings.sendgrid is None
    assert settings.mail_sender == "night@portal.example"


SECRETS = {
    "SECRET_KEY": "canary-signing-key-" + "x" * 20,
    "SECRET_KEY_FALLBACKS": "canary-older-key",
    "DATABASE_URL": "postgresql://portal:canary-database@db/portal",
    "TWILIO_API_SECRET": "canary-api-secret",
    "TWILIO_AUTH_TOKEN": "canary-auth-token",
    "SENDGRID_API_KEY": "canary-sendgrid",
    "SMTP_URL": "smtp://user:canary-smtp@mail.test",
    "HEARTBEAT_URL": "https://beat.test/canary-check",
    **OIDC,
    "OIDC_CLIENT_SECRET": "canary-oidc",
}


def test_no_secret_is_in_what_is_printed_of_the_settings():
    settings = Settings.from_env({**SAFE, **SECRETS})

    assert "canary" not in repr(settings)
    assert "canary" not in str(settings)


def test_no_secret_is_in_a_refusal():
    found = faults({**SAFE, **SECRETS, "SECRET_KEY": "canary-short", "SMTP_URL": "canary", "PORT": "x"})

    assert len(found) == 3
    assert "canary" not in "\n".join(found)


# -- durability: what the database itself says


def test_production_starts_on_a_database_that_keeps_its_commits(sqlite_url: str):
    create_app(Settings.from_env({**SAFE, "DATABASE_URL": sqlite_url})).extensions["desk"].database.close()


def test_production_refuses_a_postgresql_that_may_lose_commits(postgresql_url: str):
    settings = Settings.from_env({**SAFE, "DATABASE_URL": postgresql_url})

    with pytest.raises(SettingsError, match="PostgreSQL has fsync = off, so a commit may be lost in a power cut"):
        create_app(settings)


def test_every_weakness_of_a_database_is_said_at_once(postgresql_server: postgres.Server, postgresql_url: str):
    name = make_url(postgresql_url).database
    postgresql_server._run(f"ALTER DATABASE {name} SET synchronous_commit = off")

    with pytest.raises(SettingsError, match="fsync and synchronous_commit = off"):
        create_app(Settings.from_env({**SAFE, "DATABASE_URL": postgresql_url}))


def test_the_demo_does_not_mind(postgresql_url: str):
    app = create_app(Settings.from_env({"DATABASE_URL": postgresql_url}))

    assert app.test_client().get("/readyz").json["reasons"][0].startswith("no dispatcher")
    app.extensions["desk"].database.close()


@pytest.mark.parametrize("url", ["sqlite:///{folder}", "postgresql://portal@/portal?host={folder}/nowhere"])
def test_the_web_side_starts_while_the_database_is_away(tmp_path: Path, url: str):
    app = create_app(Settings.from_env({**SAFE, "DATABASE_URL": url.format(folder=tmp_path)}))

    answer = app.test_client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json == {
        "status": "not ready",
        "reasons": ["the database cannot be reached"],
        "spooled": 0,
        "unreadable": 0,
    }


def test_a_desk_that_is_handed_in_is_asked_too(postgresql_url: str):
    settings = Settings.from_env({**SAFE, "DATABASE_URL": postgresql_url})

    with pytest.raises(SettingsError):
        create_app(settings, desk=Desk.open(settings))


VONAGE = {"VONAGE_API_KEY": "key", "VONAGE_API_SECRET": "vonages-secret", "VONAGE_FROM": "+447700900366"}


def test_a_second_provider_of_texts_is_read_whole_or_not_at_all():
    settings = Settings.from_env(SAFE | VONAGE | {"VONAGE_SIGNATURE_SECRET": "seal"})

    assert settings.vonage == Vonage(
        api_key="key", api_secret="vonages-secret", sender="+447700900366", signature_secret="seal", base_url=None
    )
    assert "vonages-secret" not in repr(settings)
    assert Settings.from_env(SAFE).vonage is None


def test_what_is_wrong_with_the_second_provider_is_said():
    assert faults(SAFE | VONAGE) == [
        "VONAGE_SIGNATURE_SECRET is missing: without it no receipt can be told from a forgery"
    ]
    assert faults(SAFE | {"VONAGE_API_KEY": "key"}) == [
        "VONAGE_API_SECRET and VONAGE_FROM must be set too, beside VONAGE_API_KEY"
    ]
    assert len(faults(SAFE | VONAGE | {"VONAGE_FROM": "nobody", "VONAGE_SIGNATURE_SECRET": "seal"})) == 1
