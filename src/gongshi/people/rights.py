"""Who may do what: the one table of roles and rights.

Each person has one role. The three administrators hold nothing of each other's and
nothing of the work itself, so none of them can act and hide it alone.
"""

from dataclasses import dataclass
from typing import Final

#: Marks an address that needs no log-in.
PUBLIC: Final = "public"
#: Marks an address for everyone who has logged in, whatever his role.
ANYONE: Final = "anyone"

FILE: Final = "file"
MEND: Final = "mend"
#: Lets accepted rows of his unit be withdrawn.
CONFIRM: Final = "confirm"
READ_UNIT: Final = "read_unit"
READ_OFFICE: Final = "read_office"
ANALYSE: Final = "analyse"
REVIEW: Final = "review"
ISSUE: Final = "issue"
MANAGE_PEOPLE: Final = "manage_people"
MANAGE_SYSTEM: Final = "manage_system"
APPROVE_PEOPLE: Final = "approve_people"
READ_AUDIT: Final = "read_audit"

CLERK: Final = "clerk"
UNIT_HEAD: Final = "unit_head"
ANALYST: Final = "analyst"
REVIEWER: Final = "reviewer"
OFFICE_HEAD: Final = "office_head"
SUPERVISOR: Final = "supervisor"
SYSTEM_ADMIN: Final = "system_admin"
SECURITY_ADMIN: Final = "security_admin"
AUDIT_ADMIN: Final = "audit_admin"


@dataclass(frozen=True)
class Role:
    """What people of one kind may do."""

    title: str
    rights: frozenset[str]
    #: Name of the page that opens after logging in.
    home: str
    #: Whether the person belongs to a reporting unit and sees only that.
    is_of_unit: bool = False
    #: Whether a code from a phone is asked for beside the password.
    needs_second_factor: bool = False


_OFFICE = {READ_UNIT, READ_OFFICE}

#: Role → what it may do.
ROLES: Final = {
    CLERK: Role("报送员", frozenset({FILE, MEND, READ_UNIT}), "home", is_of_unit=True),
    UNIT_HEAD: Role(
        "单位负责人",
        frozenset({FILE, MEND, CONFIRM, READ_UNIT}),
        "home",
        is_of_unit=True,
    ),
    ANALYST: Role("分析员", frozenset({*_OFFICE, FILE, ANALYSE}), "month"),
    REVIEWER: Role(
        "审核员", frozenset({*_OFFICE, REVIEW}), "month", needs_second_factor=True
    ),
    OFFICE_HEAD: Role(
        "办公室负责人",
        frozenset({*_OFFICE, REVIEW, ISSUE}),
        "month",
        needs_second_factor=True,
    ),
    SUPERVISOR: Role("上级查看", frozenset(_OFFICE), "month"),
    SYSTEM_ADMIN: Role(
        "系统管理员",
        frozenset({MANAGE_PEOPLE, MANAGE_SYSTEM}),
        "people",
        needs_second_factor=True,
    ),
    SECURITY_ADMIN: Role(
        "安全管理员",
        frozenset({APPROVE_PEOPLE}),
        "people",
        needs_second_factor=True,
    ),
    AUDIT_ADMIN: Role(
        "审计管理员", frozenset({READ_AUDIT}), "audit_log", needs_second_factor=True
    ),
}
#: The roles that the separation of administrators is about.
ADMINISTRATORS: Final = (SYSTEM_ADMIN, SECURITY_ADMIN, AUDIT_ADMIN)
#: Every right that an address may ask for.
RIGHTS: Final = frozenset({PUBLIC, ANYONE}).union(
    *(role.rights for role in ROLES.values())
)


def may(role: str, right: str) -> bool:
    """Tell whether people of a role hold a right."""
    return right in (PUBLIC, ANYONE) or right in ROLES[role].rights
