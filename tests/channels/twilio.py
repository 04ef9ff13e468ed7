"""An account at Twilio, for texts and for calls."""

from app.channels.twilio_channel import TwilioAccount

ACCOUNT = "AC" + "a" * 32
KEY = "SK" + "b" * 32
SECRET = "canary-secret"


def account(url: str | None, timeout: float = 5) -> TwilioAccount:
    return TwilioAccount(
        account_sid=ACCOUNT, api_key=KEY, api_secret=SECRET, sender="+15005550006", base_url=url, timeout=timeout
    )
