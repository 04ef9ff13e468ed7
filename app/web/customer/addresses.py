"""Whether what was typed is a mail address."""

from __future__ import annotations


def is_mail_address(words: str) -> bool:
    """By its form alone: no name server is asked while somebody waits."""
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(words, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
