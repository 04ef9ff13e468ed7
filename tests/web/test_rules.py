"""Routes that compile their address late: each writes the same one as a rule that does so at once."""

from __future__ import annotations

import re

from werkzeug.routing import Map, Rule

from app.web.rules import LateRule
from tests.house.routes import ROUTES


def test_every_route_writes_the_address_that_any_rule_writes():
    late, usual = Map(), Map()
    for path in {path for _, path in ROUTES}:
        late.add(LateRule(path, endpoint=path))
        usual.add(Rule(path, endpoint=path))
    adapters = late.bind("portal.example"), usual.bind("portal.example")

    for path in {path for _, path in ROUTES}:
        values = dict.fromkeys(re.findall(r"<(?:\w+:)?(\w+)>", path), "a b/ü?")
        written, expected = (adapter.build(path, {**values, "more": "1"}) for adapter in adapters)
        assert written == expected
        assert late.bind("portal.example").build(path, values) == usual.bind("portal.example").build(path, values)


def test_the_portals_routes_are_such(world):
    rules = [rule for rule in world.app.url_map.iter_rules() if rule.endpoint != "static"]

    assert len(rules) > 100
    assert all(isinstance(rule, LateRule) for rule in rules)
