"""Telephone numbers: E.164 for machines, what was typed for people."""

from __future__ import annotations

from functools import lru_cache

import phonenumbers

from alur.kernel.refusal import N_, Refusal


@lru_cache(maxsize=4096)
def to_e164(text: str, region: str = "ID", *, field: str | None = None) -> str:
    """`0812 3456 7890`, `62812…`, `+62 0812…` and `8123456789` all give one number. Refusal for what is none.

    `081234` is only possible, not valid; a number is valid or refused.
    """
    digits = "".join(sign for sign in text if sign.isdigit() or sign == "+")
    tries = [digits, f"+{digits}"] if digits and not digits.startswith("+") else [digits]
    for candidate in tries:
        try:
            number = phonenumbers.parse(candidate, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    raise Refusal(N_("“%(text)s” is not a telephone number. Type it like 0812 3456 7890."), field=field, text=text)


@lru_cache(maxsize=4096)
def is_whatsapp_target(e164: str) -> bool:
    """Can this number have WhatsApp? Not call centres (1500123) and other special numbers."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(number) in (
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE,
    )


@lru_cache(maxsize=4096)
def format_phone(e164: str) -> str:
    """The national way for Indonesian numbers, the international one for others."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    is_home = number.country_code == phonenumbers.country_code_for_region("ID")
    shape = phonenumbers.PhoneNumberFormat.NATIONAL if is_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, shape)


def whatsapp_link(e164: str) -> str:
    """The address that opens WhatsApp with this number."""
    return f"https://wa.me/{e164.lstrip('+')}"
