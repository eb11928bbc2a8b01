"""Keeping secrets that must be read again: encrypted with a key that only the environment has."""

from __future__ import annotations

import base64
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from verifier.errors import VerifierError

_KEY_BYTES = 32


class WrongSecretKey(VerifierError):
    """A kept secret can't be read: SECRET_KEY isn't the one that it was kept with."""


class Vault:
    """Seals and opens with keys made of one secret (``SECRET_KEY``)."""

    def __init__(self, secret_key: str) -> None:
        self._secret = secret_key.encode("utf-8")
        self._fernet = Fernet(base64.urlsafe_b64encode(self.key_for("sealing")))

    def seal(self, secret: str) -> str:
        """A secret as it may be stored."""
        return self._fernet.encrypt(secret.encode("utf-8")).decode("ascii")

    def open(self, sealed: str) -> str:
        """What was sealed; ``WrongSecretKey`` when that was with another key."""
        try:
            return self._fernet.decrypt(sealed.encode("ascii")).decode("utf-8")
        except InvalidToken:
            raise WrongSecretKey(
                "the secrets of webhooks can't be read: SECRET_KEY is not the one that they were kept with"
            ) from None

    def opens(self, sealed: str) -> bool:
        """Whether something was sealed with this key."""
        try:
            self.open(sealed)
        except WrongSecretKey:
            return False
        return True

    def open_good(
        self, sealed: str, earlier: str | None, both_until: datetime | None, now: datetime
    ) -> tuple[str, ...]:
        """The secrets that are good now: after a rotation the earlier one, until ``both_until``, as well."""
        both = both_until is not None and both_until > now
        kept = (sealed, earlier) if both and earlier is not None else (sealed,)
        return tuple(map(self.open, kept))

    def key_for(self, purpose: str) -> bytes:
        """A key of its own for a purpose, always the same."""
        return HKDF(SHA256(), _KEY_BYTES, salt=None, info=purpose.encode("utf-8")).derive(self._secret)
