from alur.tenancy.models.leave import Leave
from alur.tenancy.models.member import Member, Role
from alur.tenancy.models.team import Team
from alur.tenancy.models.user import User
from alur.tenancy.models.workspace import Workspace

__all__ = ["Leave", "Member", "Role", "Team", "User", "Workspace"]
