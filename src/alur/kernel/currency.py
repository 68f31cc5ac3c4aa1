"""Currencies, with the digits people write: ISO 4217 and CLDR give the rupiah two, which nobody uses."""

from __future__ import annotations

DIGITS = {
    "IDR": 0, "USD": 2, "EUR": 2, "SGD": 2, "MYR": 2, "AUD": 2, "GBP": 2, "JPY": 0, "CNY": 2, "HKD": 2, "KRW": 0,
    "THB": 2, "PHP": 2, "VND": 0, "INR": 2, "TWD": 2, "NZD": 2, "CAD": 2, "CHF": 2, "SAR": 2, "AED": 2, "BND": 2,
    "KHR": 0, "LAK": 0, "MMK": 0, "PKR": 2, "BDT": 2, "LKR": 2, "NGN": 2, "ZAR": 2, "KES": 2, "EGP": 2, "BRL": 2,
    "MXN": 2, "CLP": 0, "COP": 2, "PEN": 2, "ARS": 2, "TRY": 2, "SEK": 2, "NOK": 2, "DKK": 2, "PLN": 2, "CZK": 2,
}  # fmt: skip
SYMBOLS = {"IDR": "Rp", "USD": "US$", "EUR": "€", "SGD": "S$", "MYR": "RM", "AUD": "A$", "GBP": "£", "JPY": "¥"}


def digits_of(currency: str) -> int:
    """Decimal digits of a currency's minor unit; KeyError for one that is not known."""
    return DIGITS[currency]


def symbol_of(currency: str) -> str:
    return SYMBOLS.get(currency, currency)
