"""What a call says, in the provider's markup: made and escaped by its library."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.domain.call_script import Script
from app.domain.local import Language

KEY_SECONDS = 8  # to find the keypad in the dark
MOMENT_SECONDS = 2
LONGEST_RECORDING = 180


def twiml(script: Script, language: Language, action: str = "") -> str:
    """The markup of one turn of a call, in a voice of that language.

    `action` is the URL that hears what the person did, or is asked again.
    """
    from twilio.twiml.voice_response import Gather, VoiceResponse

    new_response: Callable[[], Any] = VoiceResponse
    new_gather: Callable[..., Any] = Gather
    response = new_response()
    if script.then == "key":
        gather = new_gather(
            input="dtmf", num_digits=1, timeout=KEY_SECONDS, action=action, method="POST", action_on_empty_result=True
        )
        _say(gather, script, language)
        response.append(gather)
        return str(response)
    _say(response, script, language)
    if script.then == "record":
        response.record(
            action=action,
            method="POST",
            max_length=LONGEST_RECORDING,
            timeout=5,
            finish_on_key="#",
            play_beep=True,
            recording_status_callback=action,
            recording_status_callback_method="POST",
        )
        response.redirect(action, method="POST")  # where nothing was said, the call goes on here
    elif script.then == "again":
        response.pause(length=MOMENT_SECONDS)
        response.redirect(action, method="POST")
    else:
        response.hangup()
    return str(response)


def _say(verb: Any, script: Script, language: Language) -> None:
    for number, line in enumerate(script.lines):
        if number:
            verb.pause(length=1)
        verb.say(line, language=language)
