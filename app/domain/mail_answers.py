"""What a customer's reply to "we think it's fixed" means. Only a plain yes is one: doubt brings the engineers back."""

from __future__ import annotations

import re

MOST_WORDS = 30

_YES = re.compile(
    r"\b(yes|yep|works|working|fixed|resolved|solved|sorted|all good|back up|up again|online again|thanks|thank you)\b"
)
_DOUBT = re.compile(
    r"n't\b|n’t\b|\?|\b(no|not|never|still|but|however|although|except|only|some|partly|half|slow|slower|broken|down|error|"
    r"errors|fail|fails|failed|failing|wrong|stop|stopped|worse|until|almost|nearly|cannot|unable|else|other|another)\b"
)


def says_it_works(words: str) -> bool:
    """Whether short words say plainly that it works, and nothing in them says otherwise."""
    plain = " ".join(words.lower().split())
    if not plain or len(plain.split()) > MOST_WORDS:
        return False
    return bool(_YES.search(plain)) and not _DOUBT.search(plain)
