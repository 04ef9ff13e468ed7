"""The door for mail: only the provider comes in, once for each mail, and whatever it brings is read."""

import base64
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.web.seen import kept, memory
from tests.web.settings import ORIGIN, PROVIDERS
from tests.world import World
from tests.world.mail import BOUNDARY, BOX, DOOR, MAIL_IN, SECRET, Letter, mails_in, post

KUSTOMER = {"POLICY": "kustomer", "PUBLIC_URL": ORIGIN, **PROVIDERS}
TIME = "1795222200"


@pytest.fixture
def open_door(sqlite_url: str, open_logged: Callable[..., World]) -> Callable[..., World]:
    def opened(**settings: str) -> World:
        world = open_logged(sqlite_url, **KUSTOMER, **settings)
        world.at("Saturday 02:10")
        return world

    return opened


@pytest.fixture(scope="module")
def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def public(key: ec.EllipticCurvePrivateKey) -> str:
    found = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(found).decode()


def signed(world: World, key: ec.EllipticCurvePrivateKey, letter: Letter, *, seal: bytes | None = None) -> TestResponse:
    sealed = key.sign(TIME.encode() + (letter.body() if seal is None else seal), ec.ECDSA(hashes.SHA256()))
    return post(
        world,
        letter,
        secret=None,
        X_Twilio_Email_Event_Webhook_Signature=base64.b64encode(sealed).decode(),
        X_Twilio_Email_Event_Webhook_Timestamp=TIME,
    )


def test_the_password_lets_a_mail_in(open_door: Callable[..., World]):
    world = open_door(**MAIL_IN)

    assert post(world, Letter()).status_code == 204

    assert [row["became"] for row in kept(world, "mails")] == ["report"]
    assert [row["source"] for row in kept(world, "reports")] == ["mail"]


def test_a_signature_lets_a_mail_in_files_and_all(open_door: Callable[..., World], key: ec.EllipticCurvePrivateKey):
    world = open_door(INBOUND_MAIL_ADDRESS=BOX, SENDGRID_INBOUND_KEY=public(key))
    letter = Letter(files=(("screen.png", b"\x89PNG\r\n\x1a\n\xff\xfe"),), fields={"text": "Grüße".encode("cp1252")})

    assert signed(world, key, letter).status_code == 204

    assert [row["files"] for row in kept(world, "mails")] == [["screen.png"]]


FORGED: dict[str, Callable[[World, ec.EllipticCurvePrivateKey], TestResponse]] = {
    "nothing": lambda world, _: post(world, Letter(), secret=None),
    "another password": lambda world, _: post(world, Letter(), secret="another-password"),
    "no password": lambda world, _: post(world, Letter(), secret=""),
    "an odd password": lambda world, _: post(world, Letter(), secret="pässword-für-mail"),
    "a bearer": lambda world, _: post(world, Letter(), secret=None, Authorization=f"Bearer {SECRET}"),
    "garbage": lambda world, _: post(world, Letter(), secret=None, Authorization="Basic ====="),
    "a signature of other bytes": lambda world, key: signed(world, key, Letter(), seal=Letter(text="else").body()),
    "a signature of another's": lambda world, _: signed(world, ec.generate_private_key(ec.SECP256R1()), Letter()),
}


@pytest.mark.parametrize("asks_for", ["password", "signature", "both"])
def test_a_forgery_is_refused_logged_and_changes_nothing(
    open_door: Callable[..., World], key: ec.EllipticCurvePrivateKey, logged: io.StringIO, asks_for: str
):
    secret = {} if asks_for == "signature" else {"INBOUND_MAIL_SECRET": SECRET}
    seal = {} if asks_for == "password" else {"SENDGRID_INBOUND_KEY": public(key)}
    world = open_door(INBOUND_MAIL_ADDRESS=BOX, **secret, **seal)
    before = memory(world)

    for number, (name, forged) in enumerate(FORGED.items(), start=1):
        assert forged(world, key).status_code == 403, name
        assert logged.getvalue().count("webhook_refused") == number, name

    assert memory(world) == before
    assert SECRET not in logged.getvalue()


def test_where_both_are_asked_for_one_is_not_enough(open_door: Callable[..., World], key: ec.EllipticCurvePrivateKey):
    world = open_door(**MAIL_IN, SENDGRID_INBOUND_KEY=public(key))

    assert post(world, Letter()).status_code == 403
    assert signed(world, key, Letter()).status_code == 403


def test_without_settings_the_door_is_closed(open_door: Callable[..., World]):
    assert post(open_door(), Letter()).status_code == 403


def test_a_mail_that_is_handed_in_again_is_the_same(open_door: Callable[..., World]):
    world = open_door(**MAIL_IN)
    first = mails_in(world)
    before = memory(world)

    for _ in range(3):
        assert mails_in(world).id == first.id

    assert memory(world) == before


def test_one_mail_handed_in_by_many_at_once_is_one_report(database_url: str, open_logged: Callable[..., World]):
    world = open_logged(database_url, **KUSTOMER, **MAIL_IN)
    world.at("Saturday 02:10")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: post(world, Letter()).status_code, range(16)))

    assert answers == [204] * 16
    assert [len(kept(world, table)) for table in ("mails", "reports", "incidents")] == [1, 1, 1]


def test_a_large_mail_is_taken_and_a_monster_is_not(open_door: Callable[..., World]):
    world = open_door(**MAIL_IN)
    monster = Letter(files=(("video.mp4", b"0" * (33 * 1024 * 1024)),))

    assert post(world, Letter(text="a long line\n" * 100_000, files=(("big", b"0" * 5_000_000),))).status_code == 204
    assert post(world, monster).status_code == 413

    (report,) = kept(world, "reports")
    assert len(report["errors"]) <= 10_000
    assert "All of it is kept" in report["errors"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", f"multipart/form-data; boundary={BOUNDARY}"),
        (b"--xYzZY\r\nbroken", f"multipart/form-data; boundary={BOUNDARY}"),
        (b"{}", "application/json"),
        (b"x", "multipart/form-data"),
        (b"a=b", "application/x-www-form-urlencoded"),
    ],
)
def test_what_is_no_mail_is_answered_and_changes_nothing(open_door: Callable[..., World], body: bytes, kind: str):
    world = open_door(**MAIL_IN)
    before = memory(world)
    given = "Basic " + base64.b64encode(f"sendgrid:{SECRET}".encode()).decode()

    answer = world.app.test_client().post(
        DOOR, data=body, content_type=kind, headers={"Authorization": given}, base_url=ORIGIN
    )

    assert answer.status_code == 400
    assert memory(world) == before


def test_when_the_records_are_away_the_provider_is_asked_to_come_again(open_door: Callable[..., World]):
    world = open_door(**MAIL_IN)
    with world.desk.database.writing() as session:
        session.execute(text("ALTER TABLE mails RENAME TO mails_elsewhere"))

    assert post(world, Letter()).status_code == 503
    with world.desk.database.writing() as session:
        session.execute(text("ALTER TABLE mails_elsewhere RENAME TO mails"))
    assert post(world, Letter()).status_code == 204

    assert [len(kept(world, table)) for table in ("mails", "reports")] == [1, 1]
