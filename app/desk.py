"""The desk: settings, database, policy, channels and clock, built once and handed to whoever works with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.channels import Channel
from app.channels.demo import DemoPhone
from app.channels.heartbeat import Heartbeat
from app.channels.identity import IdentityProvider
from app.channels.mail import SendGridMail, SmtpMail
from app.channels.recordings import TwilioRecordings
from app.channels.signatures import SendGridSignature, TwilioSignature, VonageSignature
from app.channels.sms import TwilioSms
from app.channels.twilio_channel import TwilioAccount, TwilioBalance
from app.channels.voice import TwilioVoice
from app.channels.vonage import VonageAccount, VonageSms
from app.channels.webhooks import Webhooks
from app.clock import Clock, WallClock
from app.domain import policy_file
from app.domain.delivery import Medium
from app.domain.local import Language
from app.domain.policy import SupportPolicy
from app.domain.rulebook import Rulebook
from app.domain.tokens import Mint
from app.letters import Stationery
from app.mint import SecretMint
from app.store.database import Database, is_away
from app.store.spool import Spool
from config import Settings, SettingsError
from config_texts import Twilio, Vonage

DEMO_SENDER = "+447700900365"  # kept for drama: nobody's

Channels = Mapping[Medium, tuple[Channel, ...]]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Everything that the portal works with. A medium's channels are tried in their order."""

    settings: Settings
    database: Database
    rules: Rulebook
    channels: Channels
    clock: Clock
    mint: Mint
    stationery: Stationery
    spool: Spool
    heartbeat: Heartbeat | None
    twilio_signature: TwilioSignature | None
    recordings: TwilioRecordings | None
    balance: TwilioBalance | None
    sendgrid_signature: SendGridSignature | None
    vonage_signature: VonageSignature | None
    identity: IdentityProvider | None
    mail_in_signature: SendGridSignature | None
    webhooks: Webhooks

    @property
    def policy(self) -> SupportPolicy:
        """The support policy in force."""
        return self.rules.policy

    @property
    def sender(self) -> str:
        """The number that texts and calls come from."""
        return self.settings.twilio.sender if self.settings.twilio else DEMO_SENDER

    @classmethod
    def open(cls, settings: Settings, clock: Clock | None = None, channels: Channels | None = None) -> Desk:
        """Builds the desk that the settings describe. PolicyError if the policy's file is at fault."""
        rules = Rulebook.of(policy_file.load(settings.policy))
        mint = SecretMint(settings.secret_key, settings.secret_key_fallbacks)
        twilio, sendgrid, mail_in = settings.twilio, settings.sendgrid, settings.mail_in
        return cls(
            settings=settings,
            database=Database(settings.database_url),
            rules=rules,
            channels=channels or _channels(settings, rules.policy.hours.local.language),
            clock=clock or WallClock(settings.clock_start),
            mint=mint,
            stationery=Stationery(rules.policy, settings.public_url, mint, mail_in.address if mail_in else None),
            spool=Spool(settings.spool),
            heartbeat=Heartbeat(settings.heartbeat_url) if settings.heartbeat_url else None,
            twilio_signature=TwilioSignature(twilio.auth_tokens, settings.public_url) if twilio else None,
            recordings=_recordings(settings),
            balance=_balance(settings),
            sendgrid_signature=SendGridSignature(sendgrid.webhook_key) if sendgrid and sendgrid.webhook_key else None,
            vonage_signature=_vonage_signature(settings),
            identity=_identity(settings),
            mail_in_signature=SendGridSignature(mail_in.key) if mail_in and mail_in.key else None,
            webhooks=Webhooks(to_private=settings.webhooks_to_private),
        )

    def expect_durability(self) -> None:
        """In production, SettingsError where a power cut may take a commit. A database that is away is asked later."""
        try:
            fault = self.database.durability_fault() if self.settings.is_production else None
        except Exception as error:
            if not is_away(error):
                raise
            fault = None
        if fault:
            self.database.close()
            raise SettingsError([f"DATABASE_URL: {fault}"])

    def ways(self, medium: str) -> int:
        """How many channels a medium has."""
        return len(self.channels.get(Medium(medium), ()))


def _identity(settings: Settings) -> IdentityProvider | None:
    """The company's identity provider, if there is one. Nothing is asked of it yet."""
    if settings.oidc is None:
        return None
    oidc = settings.oidc
    return IdentityProvider(
        issuer=oidc.issuer,
        client_id=oidc.client_id,
        client_secret=oidc.client_secret,
        claim=oidc.claim,
        roles=oidc.roles,
        redirect_uri=f"{settings.public_url}/manage/sign-in/company/return",
    )


def _recordings(settings: Settings) -> TwilioRecordings | None:
    twilio = settings.twilio
    if twilio is None:
        return None
    return TwilioRecordings(twilio.account_sid, twilio.api_key, twilio.api_secret, base_url=twilio.base_url)


def _vonage_signature(settings: Settings) -> VonageSignature | None:
    vonage = settings.vonage
    return VonageSignature(vonage.signature_secret) if vonage and vonage.signature_secret else None


def _balance(settings: Settings) -> TwilioBalance | None:
    """Asked for in production, unless the operator wants no alarm."""
    twilio = settings.twilio
    return TwilioBalance(_account(twilio)) if twilio and twilio.balance_least and settings.is_production else None


def _account(twilio: Twilio) -> TwilioAccount:
    return TwilioAccount(
        account_sid=twilio.account_sid,
        api_key=twilio.api_key,
        api_secret=twilio.api_secret,
        sender=twilio.sender,
        base_url=twilio.base_url,
    )


def _vonage(vonage: Vonage, callback: str) -> VonageSms:
    account = VonageAccount(
        api_key=vonage.api_key, api_secret=vonage.api_secret, sender=vonage.sender, base_url=vonage.base_url
    )
    return VonageSms(account, callback)


def _channels(settings: Settings, language: Language) -> Channels:
    """The providers that are configured; the demo's phones stand in for those that are not."""
    texts: list[Channel] = []
    calls: list[Channel] = []
    mails: list[Channel] = []
    if settings.twilio:
        twilio = settings.twilio
        hooks = f"{settings.public_url}/hooks/twilio"
        account = _account(twilio)
        texts.append(TwilioSms(account, lambda delivery_id: f"{hooks}/messages/{delivery_id}"))
        calls.append(
            TwilioVoice(
                account,
                lambda delivery_id: f"{hooks}/calls/{delivery_id}",
                lambda delivery_id: f"{hooks}/calls/{delivery_id}/status",
                language,
            )
        )
    if settings.vonage:
        texts.append(_vonage(settings.vonage, f"{settings.public_url}/hooks/vonage/messages"))
    if settings.sendgrid:
        grid = settings.sendgrid
        mails.append(SendGridMail(api_key=grid.api_key, sender=grid.sender, base_url=grid.base_url))
    if settings.smtp_url:
        mails.append(SmtpMail(settings.smtp_url, settings.mail_sender))
    if not settings.is_production:
        texts = texts or [DemoPhone(Medium.SMS)]
        calls = calls or [DemoPhone(Medium.VOICE)]
        mails = mails or [DemoPhone(Medium.MAIL)]
    return {Medium.SMS: tuple(texts), Medium.MAIL: tuple(mails), Medium.VOICE: tuple(calls)}
