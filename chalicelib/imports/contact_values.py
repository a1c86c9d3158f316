"""Reads email addresses and phone numbers as people type them, into one form for each."""

import re
import unicodedata
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from chalicelib.imports.value_fault import ValueFault

_MAX_EMAIL_CHARS = 254
_MAX_LOCAL_CHARS = 64
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*", re.ASCII)
_PHONE_MARKS = re.compile(r"[\s\-‐-―−.·()]")
_SHORTENED = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")
_CHINESE_MOBILE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})")
_PHONE = re.compile(r"\+[1-9][0-9]{5,14}|[0-9]{5,20}")


def email(text: str) -> str:
    """The address with its domain in lower case. Nobody asks the DNS. ValueFault `email_invalid`."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    local, _, domain = text.rpartition("@")
    if len(text) > _MAX_EMAIL_CHARS or len(local) > _MAX_LOCAL_CHARS:
        raise ValueFault("email_invalid")
    if _PLAIN_LOCAL.fullmatch(local):
        known = _domain(domain)
        if known and len(local) + 1 + len(known) <= _MAX_EMAIL_CHARS:
            return f"{local}@{known}"
    else:
        known = _address(text)
        if known and len(known) <= _MAX_EMAIL_CHARS:
            return known
    raise ValueFault("email_invalid")


def phone(text: str) -> str:
    """Digits, with `+` and the country where it is known: Chinese mobiles always come as +86.

    ValueFault `phone_shortened` for 1.38E+10, `phone_invalid` for whatever else is not one number.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    if _SHORTENED.fullmatch(text):
        raise ValueFault("phone_shortened")
    digits = _PHONE_MARKS.sub("", text.removesuffix(".0").replace("(0)", ""))
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if mobile := _CHINESE_MOBILE.fullmatch(digits):
        return "+86" + mobile[1]
    if digits.startswith("+860"):
        digits = "+86" + digits[4:]
    if not _PHONE.fullmatch(digits):
        raise ValueFault("phone_invalid")
    return digits


@lru_cache(maxsize=4096)
def _domain(domain: str) -> str | None:
    """The domain as it is kept, None where there can be no mail; checked once for each, as it takes 60 µs."""
    try:
        return validate_email(f"x@{domain}", check_deliverability=False).domain
    except EmailNotValidError:
        return None


def _address(text: str) -> str | None:
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        return None
