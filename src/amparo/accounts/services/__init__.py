"""What the accounts room does. Each service is one verb, one transaction, and leaves one audit event."""

from amparo.accounts.services.api_tokens import make_token, revoke_token, take_over_token
from amparo.accounts.services.invitations import accept_invitation, invitation_behind, invite, revoke_invitation
from amparo.accounts.services.memberships import change_membership, give_role, reset_second_factor
from amparo.accounts.services.profile import change_profile

__all__ = [
    "accept_invitation",
    "change_membership",
    "change_profile",
    "give_role",
    "invitation_behind",
    "invite",
    "make_token",
    "reset_second_factor",
    "revoke_invitation",
    "revoke_token",
    "take_over_token",
]
