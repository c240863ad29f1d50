"""Who can sign in to the demo, and as what."""

from typing import NamedTuple

from eventsite.permissions import Role


class Sign(NamedTuple):
    """A demo account; its roles are at CloudNativeCon in the coming months."""

    email: str
    name: str
    what: str
    role: Role | None = None
    is_admin: bool = False
    is_host_admin: bool = False  # of the host of CloudNativeCon


SIGN_INS = (
    Sign("admin@example.org", "Ada Admin", "everything, everywhere", is_admin=True),
    Sign(
        "host@example.org",
        "Hana Host",
        "administrator of the host CNCF: adds events",
        is_host_admin=True,
    ),
    Sign("owner@example.org", "Olu Owner", "owner", Role.OWNER),
    Sign("organiser@example.org", "Oda Organiser", "organiser", Role.ORGANISER),
    Sign("chair@example.org", "Chidi Chair", "programme chair", Role.PROGRAMME_CHAIR),
    Sign("reviewer@example.org", "Rosa Reviewer", "reviewer", Role.REVIEWER),
    Sign(
        "manager@example.org",
        "Mila Manager",
        "manager of KubeCon",
        Role.DEVROOM_MANAGER,
    ),
    Sign("desk@example.org", "Dan Desk", "registration desk", Role.REGISTRATION_DESK),
    Sign("finance@example.org", "Finn Finance", "finance", Role.FINANCE),
    Sign(
        "committee@example.org",
        "Cora Committee",
        "scholarship committee",
        Role.SCHOLARSHIP_COMMITTEE,
    ),
    Sign(
        "sponsors@example.org", "Sol Sponsors", "sponsor manager", Role.SPONSOR_MANAGER
    ),
    Sign("conduct@example.org", "Coco Conduct", "conduct team", Role.CONDUCT_TEAM),
    Sign("speaker@example.org", "Sam Speaker", "no role: submits a talk"),
    Sign(
        "applicant@example.org", "Avi Applicant", "no role: applies for a scholarship"
    ),
    Sign("attendee@example.org", "Ana Attendee", "no role: registers"),
)
