"""Signing in, with a pause after too many wrong passwords."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.db.models import QuerySet

from alur.accounts.facts import MemberSignedIn
from alur.accounts.models import Device, SignInFailure
from alur.accounts.operations.inviting import is_awaited
from alur.accounts.operations.telling import tell_workspaces
from alur.kernel.refusal import N_, Refusal
from alur.tenancy.models import Member, User

WINDOW = timedelta(minutes=15)
KEPT_FOR = timedelta(days=1)
TRIES_FROM_ONE_PLACE = 5
TRIES_AN_ADDRESS = 50
TRIES_A_NETWORK = 100
BATCH = 500


class TooManyTries(Refusal):
    """Come back in `seconds`."""

    sentence_of = N_("Too many tries. Wait %(minutes)d minutes, or set a new password.")

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(self.sentence_of, minutes=max(1, -(-seconds // 60)))


class WrongPassword(Refusal):
    pass


def sign_in(*, email: str, password: str, network: str, at: datetime) -> User:
    """The user of an address and password. Raises WrongPassword, TooManyTries."""
    email = email.strip().lower()
    check_tries(email, network, at=at)
    user = authenticate(username=email, password=password)
    if not isinstance(user, User):
        SignInFailure.objects.create(email=email[:254], network=network, failed_at=at)
        raise WrongPassword(N_("E-mail or password is not right. Check both and try again."), field="password")
    SignInFailure.objects.filter(email=email[:254], network=network).delete()
    check_belonging(user, at=at)
    return user


def check_belonging(user: User, *, at: datetime) -> None:
    """Raises WrongPassword for someone who is in no workspace, and invited to none."""
    if not (Member.objects.filter(user_id=user.id, is_active=True).exists() or is_awaited(user.email, at=at)):
        raise WrongPassword(N_("You are not in any workspace. Ask an owner to let you in."), field="email")


def check_password(user: User, password: str, *, network: str, at: datetime, field: str = "password") -> None:
    """Is it still they? Wrong ones count as those of the sign-in page do. Raises WrongPassword, TooManyTries."""
    check_tries(user.email, network, at=at)
    if not user.check_password(password):
        SignInFailure.objects.create(email=user.email, network=network, failed_at=at)
        raise WrongPassword(N_("This is not your present password."), field=field)
    SignInFailure.objects.filter(email=user.email, network=network).delete()


def note_sign_in(user: User, *, way: str, is_new_device: bool, device: dict[str, str], at: datetime) -> None:
    """Record that someone came in, by which way and (apart, to be erased) with which device."""
    tell_workspaces(user, lambda member: MemberSignedIn(member.id, way, is_new_device), at=at, personal=device)


def check_tries(email: str, network: str, *, at: datetime) -> None:
    """Raises TooManyTries. The few are counted per address and network, so that nobody is locked out from afar."""
    recent = SignInFailure.objects.filter(failed_at__gt=at - WINDOW)
    _pause_after(recent.filter(email=email[:254], network=network), TRIES_FROM_ONE_PLACE, at)
    _pause_after(recent.filter(email=email[:254]), TRIES_AN_ADDRESS, at)
    check_network(network, at=at)


def check_network(network: str, *, at: datetime) -> None:
    """Raises TooManyTries where far too much went wrong from one network."""
    _pause_after(SignInFailure.objects.filter(failed_at__gt=at - WINDOW, network=network), TRIES_A_NETWORK, at)


def note_failure(what: str, network: str, *, at: datetime) -> None:
    SignInFailure.objects.create(email=what[:254], network=network, failed_at=at)


def _pause_after(failures: QuerySet[SignInFailure], limit: int, at: datetime) -> None:
    times = list(failures.order_by("-failed_at").values_list("failed_at", flat=True)[:limit])
    if len(times) >= limit:
        raise TooManyTries(int((times[-1] + WINDOW - at).total_seconds()) + 1)


def forget_sessions(*, at: datetime) -> int:
    """Remove a batch of sessions that have ended. Returns how many; 0: none is left."""
    keys = list(Device.objects.filter(expire_date__lt=at).values_list("session_key", flat=True)[:BATCH])
    return Device.objects.filter(session_key__in=keys).delete()[0] if keys else 0


def forget_failures(*, at: datetime) -> int:
    """Remove a batch of wrong tries that no pause is counted from any more. Returns how many; 0: none is left."""
    ids = list(SignInFailure.objects.filter(failed_at__lt=at - KEPT_FOR).values_list("id", flat=True)[:BATCH])
    return SignInFailure.objects.filter(id__in=ids).delete()[0] if ids else 0
