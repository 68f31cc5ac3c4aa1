from alur.accounts.models.api_token import ApiToken
from alur.accounts.models.device import Device
from alur.accounts.models.invitation import Invitation
from alur.accounts.models.owner_link import OwnerLink
from alur.accounts.models.sign_in_failure import SignInFailure

__all__ = ["ApiToken", "Device", "Invitation", "OwnerLink", "SignInFailure"]
