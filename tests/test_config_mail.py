"""The settings of mail that comes in: all that belongs together, or a fault that says what is missing."""

import pytest

from config import MailIn, Settings, SettingsError
from tests.test_config import SAFE

GOOD = {"INBOUND_MAIL_ADDRESS": "Emergency@In.Portal.Example", "INBOUND_MAIL_SECRET": "canary-of-mail-in"}


def test_mail_comes_in_where_it_is_set_up():
    settings = Settings.from_env({**SAFE, **GOOD, "SENDGRID_INBOUND_KEY": "public"})

    assert settings.mail_in == MailIn(address="emergency@in.portal.example", key="public", secret="canary-of-mail-in")
    assert "canary-of-mail-in" not in repr(settings)


def test_by_default_none_comes_in_but_in_the_demo():
    assert Settings.from_env(SAFE).mail_in is None
    assert Settings.from_env({}).mail_in == MailIn(address="emergency@portal.example", key=None, secret=None)


@pytest.mark.parametrize(
    ("env", "fault"),
    [
        ({"INBOUND_MAIL_SECRET": GOOD["INBOUND_MAIL_SECRET"]}, "INBOUND_MAIL_ADDRESS"),
        ({"INBOUND_MAIL_ADDRESS": "a@in.example"}, "SENDGRID_INBOUND_KEY or INBOUND_MAIL_SECRET is missing"),
        ({**GOOD, "INBOUND_MAIL_ADDRESS": "x" * 32 + "@in.example"}, "up to 31 letters"),
        ({**GOOD, "INBOUND_MAIL_ADDRESS": "a+b@in.example"}, "INBOUND_MAIL_ADDRESS"),
        ({**GOOD, "INBOUND_MAIL_SECRET": "short"}, "too easy to guess"),
    ],
)
def test_what_is_missing_or_wrong_is_said(env: dict[str, str], fault: str):
    with pytest.raises(SettingsError, match=fault):
        Settings.from_env({**SAFE, **env})
