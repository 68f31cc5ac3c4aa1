from alur.accounts.models.api_token import ApiToken
from alur.accounts.models.calendar_feed import CalendarFeed
from alur.accounts.models.device import Device
from alur.accounts.models.invitation import Invitation
from alur.accounts.models.owner_link import OwnerLink
from alur.accounts.models.passkey import Passkey
from alur.accounts.models.recovery_code import RecoveryCode
from alur.accounts.models.sign_in_failure import SignInFailure
from alur.accounts.models.totp import Totp

__all__ = [
    "ApiToken",
    "CalendarFeed",
    "Device",
    "Invitation",
    "OwnerLink",
    "Passkey",
    "RecoveryCode",
    "SignInFailure",
    "Totp",
]
