"""Passkeys (WebAuthn): added, used to sign in alone or as the second step, removed.

A challenge is made for one answer: whoever calls keeps `state` in the session and takes it out before the answer is
looked at. The library is loaded by those who use it; it reads a long list of domains when it is.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.db import transaction

from alur.accounts.models import Passkey
from alur.accounts.operations.second_step import note_added, note_removed
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.tenancy.models import User

if TYPE_CHECKING:
    from fido2.server import Fido2Server
    from fido2.webauthn import AttestedCredentialData

MOST = 20
State = dict[str, Any]


class PasskeyRefused(Refusal):
    """The answer is not that of a key we know to the challenge we gave."""


@dataclass(frozen=True, slots=True)
class Site:
    """The address under which we are open: `https://alur.arunika.example`, with the port where it has one."""

    origin: str

    @property
    def host(self) -> str:
        return urlsplit(self.origin).hostname or ""

    @property
    def takes_passkeys(self) -> bool:
        """Browsers make keys for names alone, and only where nobody listens in."""
        try:
            ip_address(self.host)
        except ValueError:
            return self.host == "localhost" or self.origin.startswith("https://")
        return False


def offer_adding(user: User, site: Site) -> tuple[dict[str, Any], State]:
    """What the browser is asked with, and the state to keep for its answer."""
    from fido2.webauthn import (
        PublicKeyCredentialUserEntity,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options, state = _server(site).register_begin(
        PublicKeyCredentialUserEntity(id=_handle(user), name=user.email, display_name=user.name or user.email),
        credentials=[_credential(key) for key in Passkey.objects.filter(user=user)],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return dict(options), state


def add_passkey(
    user: User, site: Site, state: State, answer: Mapping[str, Any], *, name: str, at: datetime
) -> list[str]:
    """Keep the key that answered. Returns recovery codes where it is the user's first second step. PasskeyRefused."""
    if Passkey.objects.filter(user=user).count() >= MOST:
        raise Conflict(N_("You have %(count)d passkeys. Remove one that is not used any more."), count=MOST)
    try:
        data = _server(site).register_complete(state, answer)
        credential = data.credential_data
    except (ValueError, KeyError, TypeError, AssertionError, struct.error) as error:
        raise no_passkey() from error
    if credential is None:
        raise no_passkey()
    with transaction.atomic():
        key_id = _key_id(credential.credential_id)
        if Passkey.objects.filter(key_id=key_id).exists():
            raise Conflict(N_("This passkey is known already."))
        Passkey.objects.create(
            user=user,
            name=" ".join(name.split())[:60] or "Passkey",
            key_id=key_id,
            public_part=bytes(credential),
            sign_count=data.counter,
            created_at=at,
        )
        return note_added(user, "passkey", at=at)


def offer_signing_in(site: Site, user: User | None) -> tuple[dict[str, Any], State]:
    """Without a user, any key that knows whose it is and has checked who holds it; with one, theirs as second step."""
    from fido2.webauthn import UserVerificationRequirement

    own = [_credential(key) for key in Passkey.objects.filter(user=user)] if user is not None else None
    needed = UserVerificationRequirement.PREFERRED if user is not None else UserVerificationRequirement.REQUIRED
    options, state = _server(site).authenticate_begin(own, user_verification=needed)
    return dict(options), state


def use_passkey(site: Site, state: State, answer: Mapping[str, Any], *, user: User | None, at: datetime) -> User:
    """The user whose key answered; `user`, where one is given, or nobody. Raises PasskeyRefused."""
    from fido2.webauthn import AuthenticationResponse

    try:
        response = AuthenticationResponse.from_dict(answer)
        key_id = _key_id(response.raw_id)
    except (ValueError, KeyError, TypeError, AssertionError, struct.error) as error:
        raise no_passkey() from error
    with transaction.atomic():
        key = Passkey.objects.select_for_update().select_related("user").filter(key_id=key_id).first()
        if key is None or not key.user.is_active or (user is not None and key.user_id != user.id):
            raise no_passkey()
        handle = response.response.user_handle
        if handle and handle != _handle(key.user):
            raise no_passkey()
        try:
            _server(site).authenticate_complete(state, [_credential(key)], response)
        except (ValueError, KeyError, TypeError) as error:
            raise no_passkey() from error
        count = response.response.authenticator_data.counter
        if count and count <= key.sign_count:
            raise PasskeyRefused(N_("This passkey seems to have been copied. Remove it and make a new one."))
        key.sign_count, key.last_used_at = count, at
        key.save(update_fields=["sign_count", "last_used_at"])
    return key.user


def remove_passkey(user: User, passkey_id: int, *, at: datetime) -> bool:
    """False: it is not there, or another's. Conflict where a workspace asks for a second step and it is the last."""
    with transaction.atomic():
        if not Passkey.objects.filter(user=user, id=passkey_id).delete()[0]:
            return False
        note_removed(user, "passkey", at=at)
    return True


def _server(site: Site) -> Fido2Server:
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    return Fido2Server(
        PublicKeyCredentialRpEntity(id=site.host, name="Alur"), verify_origin=lambda origin: origin == site.origin
    )


def _credential(key: Passkey) -> AttestedCredentialData:
    from fido2.webauthn import AttestedCredentialData

    return AttestedCredentialData(bytes(key.public_part))


def _key_id(raw: bytes) -> str:
    from fido2.utils import websafe_encode

    return websafe_encode(raw)


def _handle(user: User) -> bytes:
    return user.id.to_bytes(8, "big")


def no_passkey() -> PasskeyRefused:
    """One sentence for all that can be wrong with an answer: whoever forges one learns nothing."""
    return PasskeyRefused(N_("That passkey did not work here. Try again, or take another way."))
