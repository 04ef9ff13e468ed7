"""The doors: every route is known, every blueprint has one guard, and only doors without a cookie skip the token."""

from collections.abc import Callable

import pytest

from app.web import security
from tests.house.routes import DEMO, KEYS, PROVIDERS, READERS, ROUTES, filled
from tests.web.settings import PRODUCTION
from tests.world import World

UNCHANGING = {"HEAD", "OPTIONS"}


def routes(world: World) -> set[tuple[str, str]]:
    return {
        (method, rule.rule)
        for rule in world.app.url_map.iter_rules()
        for method in (rule.methods or set()) - UNCHANGING
    }


def test_every_route_is_listed_with_who_may_use_it(world: World):
    assert routes(world) == set(ROUTES)


def test_production_has_the_same_routes_but_the_demos(sqlite_url: str, open_world: Callable[..., World]):
    world = open_world(sqlite_url, **PRODUCTION)

    assert routes(world) == {route for route, who in ROUTES.items() if who != DEMO}


def test_every_blueprint_has_exactly_one_guard(world: World):
    guards = world.app.before_request_funcs

    assert {name: len(guards.get(name, [])) for name in world.app.blueprints} == dict.fromkeys(world.app.blueprints, 1)
    assert not [
        rule for rule in world.app.url_map.iter_rules() if "." not in rule.endpoint and rule.endpoint != "static"
    ]


def test_the_whole_portal_has_one_check_before_every_request(world: World):
    """The forms' token. Anything else would be a guard that no blueprint shows."""
    assert [check.__name__ for check in world.app.before_request_funcs[None]] == ["csrf_protect"]


def test_only_doors_that_no_cookie_opens_skip_the_forms_token(world: World):
    """Providers sign what they send, and programs send a key: a page elsewhere can make a browser do neither."""
    exempt = {blueprint.name for blueprint in security.csrf._exempt_blueprints}
    proven = {rule.endpoint.partition(".")[0] for rule in world.app.url_map.iter_rules()
              if ROUTES.get(("POST", rule.rule)) in (PROVIDERS, KEYS)}  # fmt: skip

    assert exempt == proven == {"twilio", "twilio_calls", "twilio_helpline", "sendgrid", "vonage", "api"}
    assert not security.csrf._exempt_views


@pytest.mark.parametrize(
    ("method", "path"), [pair for pair, who in ROUTES.items() if who in (KEYS, READERS)], ids=" ".join
)
def test_a_manager_who_is_signed_in_is_nobody_at_the_programs_door(world: World, method: str, path: str):
    answer = world.mo.signs_in()._client.open(filled(path), method=method, json={"services": ["crm"]})

    assert answer.status_code == 401


@pytest.mark.parametrize("method_and_path", [pair for pair, who in ROUTES.items() if who == PROVIDERS], ids=" ".join)
def test_providers_are_met_only_where_they_post(method_and_path: tuple[str, str]):
    method, path = method_and_path

    assert method == "POST"
    assert path.startswith("/hooks/")
