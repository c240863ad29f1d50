from collections.abc import Collection

from eventsite.core.choices import Choice, Choices
from eventsite.core.fields import Email
from eventsite.core.forms import Form
from eventsite.core.words import _, lazy
from eventsite.permissions import Role
from eventsite.teams.rules import AlreadyThere, LastOwner, NotOneself, RoleTooWide


def _choices(roles: Collection[Role]) -> list[tuple[str, str]]:
    return [(role.value, role.label) for role in Role if role in roles]


class InviteForm(Form):
    email = Email()
    role = Choice(lazy("Role"))

    beside = {AlreadyThere: "email", NotOneself: "email", RoleTooWide: "role"}

    def offer(self, roles: Collection[Role]) -> None:
        """List the roles that may be given; must be called before validating."""
        self.role.choices = [("", _("Choose a role")), *_choices(roles)]


class RolesForm(Form):
    roles = Choices(lazy("Roles"))

    beside = {LastOwner: "roles", NotOneself: "roles", RoleTooWide: "roles"}

    def offer(self, roles: Collection[Role]) -> None:
        """List the roles that may be given; must be called before validating."""
        self.roles.choices = _choices(roles)


class InviteAdministratorForm(Form):
    email = Email()

    beside = {AlreadyThere: "email"}
