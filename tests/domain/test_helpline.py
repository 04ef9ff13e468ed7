"""The helpline's questions: every policy's fit a telephone's keys, and what is not pressed is not sure."""

import tomllib
from dataclasses import replace

import pytest

from app.domain import policy_file
from app.domain.answers import Answers, check
from app.domain.helpline import UNSURE_KEY, answered, ask, closed, menus, welcome
from app.domain.policy import Helpline
from app.domain.policy_file import PolicyError

POLICIES = [policy_file.load(name) for name in policy_file.shipped()]


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
def test_every_answer_has_a_key_of_its_own_and_is_one_that_the_form_takes(policy):
    for menu in menus(policy):
        keys = [option.key for option in menu.options]
        assert len(set(keys)) == len(keys)
        assert set(keys) <= set("123456789")
        assert (keys[-1], menu.options[-1].slug) == (UNSURE_KEY, "unsure")
    heard = answered(policy, {menu.field: menu.options[0].slug for menu in menus(policy)})
    told = {field: slug for field, slug in heard.items() if field not in ("services", "affected")}

    check(policy, Answers(services=(heard["services"],), affected=heard.get("affected", "unsure"), told=told))


def test_what_was_not_pressed_is_not_sure():
    policy = policy_file.load("informed")

    assert answered(policy, {"services": "core"}) == {"services": "core", "impact": "unsure"}


def test_everything_that_can_be_pressed_is_read_out():
    policy = policy_file.load("informed")
    first, second = menus(policy)

    words = welcome(policy, "We are here.", first).words + ask(second).words

    for menu in (first, second):
        for option in menu.options:
            assert f"{option.words[:1].upper()}{option.words[1:]}: press {option.key}." in words


def test_a_greeting_that_is_left_out_is_made_of_the_vendors_name():
    text = (policy_file.SHIPPED / "informed.toml").read_text(encoding="utf-8")
    greeting = tomllib.loads(text)["helpline"]["greeting"]

    policy = policy_file.parse(text.replace(f'greeting = "{greeting}"\n', ""), "informed.toml")

    assert policy.helpline == Helpline(clause="IF-1", greeting="You have reached InFormed support.")


def test_more_answers_than_keys_are_a_fault():
    text = (policy_file.SHIPPED / "informed.toml").read_text(encoding="utf-8")
    one = '[[services]]\nslug = "more-{0}"\nname = "More {0}"\nshort = "More {0}"\nclause = "IF-4"\n\n'
    many = "".join(one.format(number) for number in range(6))

    with pytest.raises(PolicyError, match=r"helpline\.clause: 'services' has more than 8 answers"):
        policy_file.parse(text.replace("[[services]]", many + "[[services]]", 1), "informed.toml")


@pytest.mark.parametrize(
    ("section", "fault"),
    [
        ('clause = "IF-99"', r"helpline\.clause: 'IF-99' is no clause"),
        ("", r"helpline\.clause: is missing"),
        ('clause = "IF-1"\ngreeting = 5', r"helpline\.greeting: must be a text"),
        ('clause = "IF-1"\ngreetings = "Hello"', r"helpline\.greetings: .*did you mean 'greeting'"),
    ],
)
def test_a_fault_in_the_section_is_told(section, fault):
    text = (policy_file.SHIPPED / "prospect365.toml").read_text(encoding="utf-8").replace("PS-", "IF-")

    with pytest.raises(PolicyError, match=fault):
        policy_file.parse(f"{text}\n[helpline]\n{section}\n", "own.toml")


def test_the_normal_ways_are_said_without_their_scheme():
    policy = replace(policy_file.load("prospect365"), helpline=Helpline(clause="PS-6", greeting="Hello."))

    words = closed(policy, "5pm").words

    assert "Online: services.prospect365.com." in words
    assert "By email: help@prospectsoft.com." in words
    assert "https" not in words
