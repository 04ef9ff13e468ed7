"""Roles: what each may do at the desk, route by route, and how somebody comes to another one."""

from __future__ import annotations

import pytest

from app.domain import roles
from app.operations import people
from app.store import staff
from app.web.manager.rooms import ROOMS
from tests.house.routes import ADMINISTRATOR, ENGINEER, MANAGER, ROLES, ROUTES, VIEWER, open_to
from tests.web.seen import kept
from tests.world import World
from tests.world.browser import Browser

LEAVING = ("/manage/sign-out", "/manage/sessions/end")  # after these one is signed in no more


def becomes(world: World, name: str, role: str) -> Browser:
    """A browser of somebody who has that role."""
    with world.desk.database.writing() as session:
        who = staff.by_email(session, f"{name}@example.com")
        assert who is not None
        people.take_role(session, who.id, role, now=world.clock.now())
    return getattr(world, name).signs_in()  # type: ignore[no-any-return]


def role_of(world: World, name: str) -> str:
    return next(row["role"] for row in kept(world, "staff") if row["email"] == f"{name}@example.com")


def id_of(world: World, name: str) -> str:
    return next(row["id"] for row in kept(world, "staff") if row["email"] == f"{name}@example.com")


def token_of(browser: Browser) -> str:
    return dict(browser.open("/manage/").form("Sign out").fields)["csrf_token"]


def test_the_guards_table_says_what_is_written_down_here():
    said = {(room.method, f"/manage{room.path}"): room.who for room in ROOMS}

    assert said == {route: who for route, who in ROUTES.items() if route[1].startswith("/manage/")}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_let_in_where_it_may_be_and_nowhere_else(night: World, role: str):
    browser = becomes(night, "dana", role)
    token = token_of(browser)

    own = id_of(night, "dana")

    for least in ROLES:
        for method, path in open_to(least):
            if path in LEAVING:
                continue
            answer = browser._client.open(
                path.replace("/people/" + "0" * 32, f"/people/{own}"),
                method=method,
                data={"csrf_token": token},
                base_url=browser._base_url,
                buffered=True,
            )
            assert (answer.status_code == 403) == (ROLES.index(role) < ROLES.index(least)), (method, path)


def test_every_role_signs_out(night: World):
    for role in ROLES:
        assert becomes(night, "dana", role).presses("Sign out Dana").headline == "Sign in to the desk"


def test_a_role_that_nobody_knows_may_do_nothing():
    assert not roles.at_least("owner", "viewer")
    assert [roles.at_least("manager", least) for least in ROLES] == [True, True, True, False]


def test_a_viewer_reads_all_and_finds_nothing_to_press(night: World):
    sent = night.carol.reports("crm")
    viewer = becomes(night, "eve", VIEWER)

    for path in (f"/manage/incidents/{sent.reference}", "/manage/rota", "/manage/handover", "/manage/people",
                 f"/manage/people/{id_of(night, 'eve')}", "/manage/rota/calendars", "/manage/customers"):  # fmt: skip
        page = viewer.open(path)
        assert page.status == 200, path
        assert {form.action for form in page.forms if form.method == "post"} == {"/manage/sign-out"}, path


@pytest.mark.parametrize(("role", "is_paged"), [(VIEWER, False), (ENGINEER, True)])
def test_everyone_is_everyone_but_viewers(night: World, role: str, is_paged: bool):
    with night.desk.database.writing() as session:
        people.add_staff(
            session, name="Gita Rao", email="gita@example.com", role=role, telephone="+447700900104",
            password_hash=None, mint=night.desk.mint, now=night.clock.now(),
        )  # fmt: skip

    night.carol.reports("crm")
    night.passes(minutes=30)

    assert ("Gita Rao" in {delivery.person for delivery in night.deliveries()}) == is_paged


def test_a_manager_plans_the_rota_and_adds_nobody(night: World):
    manager = becomes(night, "dana", MANAGER)

    assert manager.open("/manage/rota/rotations/new").status == 200
    page = manager.open(f"/manage/people/{id_of(night, 'eve')}")
    assert page.status == 200
    assert not page.shows("Change the role")
    assert not manager.open("/manage/people").shows("Add a person")


def test_an_administrator_changes_a_role_and_it_is_written_down(night: World):
    mo, eve = night.mo.signs_in(), night.eve.signs_in()
    mo.open(f"/manage/people/{id_of(night, 'eve')}")

    page = mo.presses("Change the role", role=MANAGER)

    assert page.shows("Eve is a manager now")
    assert page.shows("Eve is a manager now, and was an engineer")
    assert eve.open("/manage/rota/rotations/new").status == 200, "a sign-in from before has the new role"


@pytest.mark.parametrize(("who", "role", "status"), [("mo", ENGINEER, 409), ("eve", "owner", 422)])
def test_nobody_changes_their_own_role_or_makes_one_up(night: World, who: str, role: str, status: int):
    mo = night.mo.signs_in()
    data = {"csrf_token": token_of(mo), "role": role}

    page = mo.open(f"/manage/people/{id_of(night, who)}/role", method="POST", data=data)

    assert page.status == status
    assert (role_of(night, "mo"), role_of(night, "eve")) == (ADMINISTRATOR, ENGINEER)


def test_a_command_changes_a_role(night: World):
    run = night.app.test_cli_runner()

    done = run.invoke(args=["staff", "role", "--email", "Eve@example.com", "--role", "viewer"])

    assert done.output == "Eve Lindqvist is a viewer now.\n"
    assert role_of(night, "eve") == VIEWER
    assert run.invoke(args=["staff", "role", "--email", "eve@example.com", "--role", "owner"]).exit_code == 2
    assert run.invoke(args=["staff", "role", "--email", "no@example.com", "--role", "viewer"]).exit_code == 1
