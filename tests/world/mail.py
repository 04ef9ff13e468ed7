"""Mail that comes in, posted as SendGrid's Inbound Parse posts it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from email.utils import formataddr, parseaddr
from typing import TYPE_CHECKING, Any

from werkzeug.test import TestResponse

from app.store import mails
from app.store.mails import Mail
from tests.world.people import LINK, Message

if TYPE_CHECKING:
    from tests.world.world import World

BOX = "emergency@in.portal.example"
SECRET = "a-password-for-mail"
MAIL_IN = {"INBOUND_MAIL_ADDRESS": BOX, "INBOUND_MAIL_SECRET": SECRET}
DOOR = "/hooks/sendgrid/inbound"
BOUNDARY = "xYzZY"


@dataclass(kw_only=True)
class Letter:
    """A mail as its sender's program wrote it. `fields` are the post's own, over what follows from the mail."""

    sender: str = "Carol Jones <carol@acme.example>"
    to: str = BOX
    subject: str = "Nobody can log in"
    text: str | None = "Nobody at our place can open the CRM since two."
    html: str | None = None
    message_id: str = "<1@acme.example>"
    headers: dict[str, str] = field(default_factory=dict)
    files: tuple[tuple[str, bytes], ...] = ()
    fields: dict[str, str | bytes | None] = field(default_factory=dict)

    def posted(self) -> dict[str, bytes]:
        """The fields of the post."""
        _, address = parseaddr(self.sender)
        domain = address.rpartition("@")[2]
        own = {"From": self.sender, "To": self.to, "Subject": self.subject, "Message-ID": self.message_id}
        lines = [f"{name}: {value}" for name, value in {**own, **self.headers}.items() if value]
        said: dict[str, str | bytes | None] = {
            "headers": "\n".join(
                [f"Received: by mx0047p1mdw1.sendgrid.net with SMTP id X for <{self.to}>", *lines, ""]
            ),
            "dkim": f"{{@{domain} : pass}}",
            "to": self.to,
            "from": self.sender,
            "text": self.text,
            "html": self.html,
            "sender_ip": "192.0.2.7",
            "spam_report": "Spam detection software, running on the system, has NOT identified this incoming email.",
            "envelope": json.dumps({"to": [parseaddr(self.to)[1]], "from": address}),
            "attachments": str(len(self.files)),
            "subject": self.subject,
            "spam_score": "0.1",
            "charsets": json.dumps({"to": "UTF-8", "subject": "UTF-8", "from": "UTF-8", "text": "utf-8"}),
            "SPF": "pass",
            **self.fields,
        }
        return {
            name: value if isinstance(value, bytes) else value.encode()
            for name, value in said.items()
            if value is not None
        }

    def body(self) -> bytes:
        """The post's raw bytes."""
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value + b"\r\n"
            for name, value in self.posted().items()
        ]
        for number, (name, content) in enumerate(self.files, start=1):
            head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="attachment{number}"; filename="{name}"\r\n'
            parts.append(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n")
        return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def post(world: World, letter: Letter, *, secret: str | None = SECRET, **headers: str) -> TestResponse:
    """Hands it in at the door, with the password that the provider was given."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    if secret is not None:
        given["Authorization"] = "Basic " + base64.b64encode(f"sendgrid:{secret}".encode()).decode()
    return world.app.test_client().post(
        DOOR,
        data=letter.body(),
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
        headers=given,
        base_url=world.desk.settings.public_url,
    )


def mails_in(world: World, text: str | None = None, **written: Any) -> Mail:
    """Somebody writes; what is due is then done. What became of the mail."""
    letter = Letter(**written) if text is None else Letter(text=text, **written)
    before = {mail.id for mail in kept(world)}
    answer = post(world, letter)
    assert answer.status_code == 204, answer.text
    world.settles()
    same = [mail for mail in kept(world) if f"<{mail.message_id}>" == letter.message_id]
    return next((mail for mail in same if mail.id not in before), same[0])


def kept(world: World) -> list[Mail]:
    """Every mail that came in, the newest first."""
    with world.desk.database.reading() as session:
        return list(mails.page(session, "", limit=1000))


def replies(world: World, to: Message, text: str, **written: Any) -> Mail:
    """Somebody answers a mail of ours, as mail programs do: to its reply address, with the old words quoted."""
    asked = {"to": reply_address(world, to), "subject": f"Re: {to.delivery.subject}", **written}
    quoted = "\n".join(f"> {line}" for line in to.words.splitlines())
    return mails_in(world, f"{text}\n\nOn Sat, 21 Nov 2026 at 02:12, Support wrote:\n{quoted}\n", **asked)


def reply_address(world: World, to: Message) -> str:
    """Where a reply to one of our mails goes."""
    with world.desk.database.reading() as session:
        from app.store.dossiers import Dossiers

        report = Dossiers(session, [to.delivery]).about(to.delivery).report
    return world.desk.stationery.reply_address(report)


def named(sender: str, address: str) -> str:
    """A name and an address, as a header has them."""
    return formataddr((sender, address))


def links(words: str) -> list[str]:
    """The links in a mail."""
    return LINK.findall(words)
