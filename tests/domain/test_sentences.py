"""Sentences by their key, with their values."""

import pytest

from app.domain import sentences


def test_a_sentence_is_said_with_its_values():
    assert sentences.say("form.wrong.phone", example="07700 900982") == "Type a phone number, as in 07700 900982"


def test_what_a_customer_typed_is_never_read_as_a_field():
    said = sentences.say("attachments.refused", name="{key}.log", reason="the file is empty")

    assert said == "{key}.log: the file is empty"


@pytest.mark.parametrize(("key", "values"), [("form.no_such_sentence", {}), ("form.wrong.phone", {})])
def test_a_sentence_or_a_value_that_is_missing_is_an_error(key: str, values: dict[str, str]):
    with pytest.raises(KeyError):
        sentences.say(key, **values)


def test_choices_come_in_the_order_in_which_they_stand():
    assert list(sentences.group("form.choices.affected")) == ["everyone", "some", "unsure"]


def test_a_kind_of_event_with_a_full_stop_in_it_is_one_key():
    assert sentences.knows("tracking.event.report.received")
    assert not sentences.knows("tracking.event.report")


def test_names_are_listed_with_a_word_between_them():
    assert sentences.listed(["Website", "CRM"]) == "Website and CRM"
    assert sentences.listed([]) == ""
