"""Passwords are hashed with Argon2, few at a time: each takes 100 MB."""

from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher

#: Log-ins hashed at once in one process, of which a server has one a core; the others
#: wait a quarter of a second.
_AT_ONCE = BoundedSemaphore(1)


class FewAtATime(Argon2PasswordHasher):
    """Django's Argon2 behind a gate; Django wants a class."""

    def encode(self, password: str, salt: str) -> str:
        """Hash a password."""
        with _AT_ONCE:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Compare a password with a hash."""
        with _AT_ONCE:
            return super().verify(password, encoded)
