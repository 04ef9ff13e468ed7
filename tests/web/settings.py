"""Settings that tests open worlds with."""

from __future__ import annotations

ORIGIN = "https://portal.example"

PROVIDERS = {
    "TWILIO_ACCOUNT_SID": "AC00000000000000000000000000000000",
    "TWILIO_API_KEY": "SK00000000000000000000000000000000",
    "TWILIO_API_SECRET": "twilios-api-secret",
    "TWILIO_AUTH_TOKEN": "the-token-in-use, the-token-before",
    "TWILIO_FROM": "+447700900365",
    "TWILIO_BALANCE_LEAST": "0",  # nobody real is asked
    "SENDGRID_API_KEY": "sendgrids-api-key",
    "SENDGRID_FROM": "night@portal.example",
}
PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "a-secret-of-more-than-thirty-two-characters",
    "PUBLIC_URL": ORIGIN,
    **PROVIDERS,
}
