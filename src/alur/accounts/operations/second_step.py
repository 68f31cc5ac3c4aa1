"""The second step of signing in: an authenticator app's codes, and codes on paper for when the phone is gone."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from alur.accounts.facts import RecoveryCodesMade, RecoveryCodeUsed, SecondStepAdded, SecondStepRemoved
from alur.accounts.models import Passkey, RecoveryCode, SignInFailure, Totp
from alur.accounts.operations.signing_in import TooManyTries, check_tries
from alur.accounts.operations.telling import tell_workspaces
from alur.accounts.sealing import seal, unseal
from alur.kernel.otp import DIGITS, matching_step
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.tenancy.models import Member, User, Workspace

CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_LETTERS_A_CODE = 16
A_DAY = timedelta(days=1)
TRIES_A_DAY = 15
"""Whoever has the password guesses a code of six figures in 15 tries a day: once in sixty years."""


class WrongCode(Refusal):
    pass


class TooManyCodes(TooManyTries):
    sentence_of = N_("Too many tries. Wait %(minutes)d minutes, or use a passkey or a recovery code.")


def add_totp(user: User, secret: str, code: str, *, at: datetime) -> list[str]:
    """Keep an app whose code shows that it has the secret, in place of an earlier one. Raises WrongCode.

    Returns recovery codes, shown this once, where it is the user's first second step; else an empty list.
    """
    step = matching_step(secret, _figures(code), at=at, after=0)
    if step is None:
        raise WrongCode(N_("This is not the code that the app shows now. Wait for the next one."), field="code")
    with transaction.atomic():
        Totp.objects.update_or_create(
            user=user,
            defaults={"sealed_secret": seal(secret), "last_step": step, "created_at": at, "last_used_at": None},
        )
        return note_added(user, "totp", at=at)


def remove_totp(user: User, *, at: datetime) -> None:
    with transaction.atomic():
        if Totp.objects.filter(user=user).delete()[0]:
            note_removed(user, "totp", at=at)


def check_code(user: User, code: str, *, network: str, at: datetime) -> str:
    """The way it is: `code` or `recovery_code`, spent by this. Raises WrongCode, TooManyCodes.

    Codes on paper are too long to be guessed: the pause of the short ones does not hold them back.
    """
    tried = f"second:{user.id}"
    figures = _figures(code)
    if len(figures) != DIGITS:
        _pause_from_one_place(tried, network, at)
        if _spend_recovery_code(user, code, at=at):
            return "recovery_code"
    else:
        _pause(tried, network, at)
        if _spend_figures(user, figures, at=at):
            SignInFailure.objects.filter(email=tried, network=network).delete()
            return "code"
    SignInFailure.objects.create(email=tried, network=network, failed_at=at)
    raise WrongCode(N_("This code is not right, or was used already."), field="code")


def renew_codes(user: User, *, at: datetime) -> list[str]:
    """Ten new codes in place of all earlier ones, shown this once."""
    if not user.has_second_step:
        raise Conflict(N_("Add a passkey or an app with codes first."))
    with transaction.atomic():
        codes = _make_codes(user)
        tell_workspaces(user, lambda member: RecoveryCodesMade(member.id), at=at)
    return codes


def remove_all(user: User, *, at: datetime) -> None:
    """From the command line, for someone who has lost everything."""
    with transaction.atomic():
        Totp.objects.filter(user=user).delete()
        Passkey.objects.filter(user=user).delete()
        note_removed(user, "all", at=at, is_forced=True)


def note_added(user: User, kind: str, *, at: datetime) -> list[str]:
    """Inside a transaction: the user has a second step from now on. Recovery codes where it is the first."""
    is_first = not user.has_second_step
    codes = _make_codes(user) if is_first else []
    user.has_second_step = True
    user.save(update_fields=["has_second_step"])
    tell_workspaces(user, lambda member: SecondStepAdded(member.id, kind), at=at)
    return codes


def note_removed(user: User, kind: str, *, at: datetime, is_forced: bool = False) -> None:
    """Inside a transaction, after removing. Conflict where it was the last and a workspace asks for one."""
    has_more = Totp.objects.filter(user=user).exists() or Passkey.objects.filter(user=user).exists()
    if not has_more:
        asking = _asking_workspace(user)
        if asking is not None and not is_forced:
            raise Conflict(N_("%(name)s asks everyone for a second step. Add another one first."), name=asking.name)
        RecoveryCode.objects.filter(user=user).delete()
    user.has_second_step = has_more
    user.save(update_fields=["has_second_step"])
    tell_workspaces(user, lambda member: SecondStepRemoved(member.id, kind), at=at)


def _asking_workspace(user: User) -> Workspace | None:
    own = Member.objects.filter(user_id=user.id, is_active=True).values_list("workspace_id", flat=True)
    return Workspace.objects.filter(id__in=list(own), requires_second_step=True).first()


def _spend_figures(user: User, figures: str, *, at: datetime) -> bool:
    with transaction.atomic():
        totp = Totp.objects.select_for_update().filter(user=user).first()
        secret = unseal(totp.sealed_secret) if totp is not None else None
        if totp is None or secret is None:
            return False
        step = matching_step(secret, figures, at=at, after=totp.last_step)
        if step is None:
            return False
        totp.last_step, totp.last_used_at = step, at
        totp.save(update_fields=["last_step", "last_used_at"])
    return True


def _spend_recovery_code(user: User, code: str, *, at: datetime) -> bool:
    with transaction.atomic():
        own = RecoveryCode.objects.filter(user=user, code_hash=_hash(code), used_at__isnull=True)
        if not own.update(used_at=at):
            return False
        left = RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()
        tell_workspaces(user, lambda member: RecoveryCodeUsed(member.id, left), at=at)
    return True


def _make_codes(user: User) -> list[str]:
    RecoveryCode.objects.filter(user=user).delete()
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_LETTERS_A_CODE)) for _ in range(CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, code_hash=_hash(code)) for code in codes)
    return ["-".join(code[place : place + 4] for place in range(0, _LETTERS_A_CODE, 4)) for code in codes]


def _pause(tried: str, network: str, at: datetime) -> None:
    _pause_from_one_place(tried, network, at)
    today = SignInFailure.objects.filter(email=tried, failed_at__gt=at - A_DAY).order_by("-failed_at")
    times = list(today.values_list("failed_at", flat=True)[:TRIES_A_DAY])
    if len(times) >= TRIES_A_DAY:
        raise TooManyCodes(int((times[-1] + A_DAY - at).total_seconds()) + 1)


def _pause_from_one_place(tried: str, network: str, at: datetime) -> None:
    try:
        check_tries(tried, network, at=at)
    except TooManyTries as refusal:
        raise TooManyCodes(refusal.seconds) from None


def _figures(code: str) -> str:
    return "".join(code.split())


def _hash(code: str) -> str:
    letters = "".join(letter for letter in code.lower() if letter in _LETTERS)
    return hashlib.sha256(letters.encode()).hexdigest()
