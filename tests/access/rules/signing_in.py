"""Rules of signing in and out (django-allauth's routes)."""

from allauth.mfa.models import Authenticator

from amparo.accounts.models import Agency
from amparo.accounts.roles import Role
from tests.access.rule import Rule
from tests.standing import World


def passkey(world: World, agency: Agency) -> dict[str, object]:
    owner = world.one(Role.MONITOR, agency)
    key = Authenticator.objects.create(user=owner, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})
    return {"pk": key.pk}


KEY = Rule(
    signed_in=True,
    make=passkey,
    shared=True,
    answers={302},
    why="The password is asked for before any key is looked up; tests/accounts shows that a foreign key stays hidden.",
)

RULES: dict[str, Rule] = {
    "account_login": Rule(public=True, answers={200, 302}, why="Who is signed in already is led on."),
    "account_logout": Rule(public=True, methods=("POST",), answers={302}),
    "account_reauthenticate": Rule(signed_in=True),
    "account_change_password": Rule(signed_in=True, answers={200, 302}, why="A password is asked for again first."),
    "account_reset_password": Rule(public=True, answers={200, 302}),
    "account_reset_password_done": Rule(public=True),
    "account_reset_password_from_key": Rule(public=True, make=lambda world, agency: {"uidb36": "0" * 32, "key": "a-b"}),
    "account_reset_password_from_key_done": Rule(public=True),
    "mfa_index": Rule(signed_in=True),
    "mfa_authenticate": Rule(public=True, answers={302}, why="A step within signing in; out of it, it leads away."),
    "mfa_reauthenticate": Rule(signed_in=True, answers={302}, why="Leads to the password where there is no factor."),
    "mfa_activate_totp": Rule(signed_in=True, answers={302}, why="Asks for the password again first."),
    "mfa_deactivate_totp": Rule(why="There is nothing to take off where none was set up."),
    "mfa_view_recovery_codes": Rule(why="There are none where no second factor was set up."),
    "mfa_generate_recovery_codes": Rule(signed_in=True, answers={302}, why="Asks for the password again first."),
    "mfa_download_recovery_codes": Rule(why="There are none where no second factor was set up."),
    "mfa_list_webauthn": Rule(signed_in=True),
    "mfa_add_webauthn": Rule(signed_in=True, answers={302}, why="Asks for the password again first."),
    "mfa_reauthenticate_webauthn": Rule(signed_in=True, answers={302}, why="As mfa_reauthenticate."),
    "mfa_remove_webauthn": KEY,
    "mfa_edit_webauthn": KEY,
    "mfa_login_webauthn": Rule(public=True, answers={302}),
    "usersessions_list": Rule(signed_in=True),
}
