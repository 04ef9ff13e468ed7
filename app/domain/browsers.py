"""Browsers by name: enough for a person to tell their own, and nothing that tells people apart."""

from __future__ import annotations

# What a browser says of itself holds its rivals' names too: the first of these that is there is it.
NAMES = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
         ("SamsungBrowser/", "Samsung's browser"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"),
         ("Safari/", "Safari"))  # fmt: skip
SYSTEMS = (("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("CrOS", "a Chromebook"),
           ("Windows", "Windows"), ("Mac OS X", "a Mac"), ("Linux", "Linux"))  # fmt: skip


def named(user_agent: str) -> str:
    """ "Firefox on Windows", as far as it can be told from what the browser says."""
    browser = next((name for sign, name in NAMES if sign in user_agent), "A browser")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), None)
    return f"{browser} on {system}" if system else browser
