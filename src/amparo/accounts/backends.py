"""Checking an address and a password, with the same work whether or not the account exists."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from amparo.accounts.models import Person


class PasswordBackend(AuthenticationBackend):  # type: ignore[misc]  # the library has no types
    """One query and one hash in every case: unknown address, wrong password, closed account.

    The library would look in its own table of addresses too (unused here: an account has the one address that it
    was invited by), and would tell the owner of a closed account, after the right password, that it is closed.
    """

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        person = Person.objects.filter(email=email.lower()).first()
        checked: AbstractBaseUser | None = self._check_password(person, password)
        return checked

    @classmethod
    def _stash_user(cls, user: AbstractBaseUser | None) -> AbstractBaseUser | None:
        """Keep nothing: a closed account reads like an unknown one."""
        return None
