from alur.people.models.contact_point import ContactKind, ContactPoint
from alur.people.models.organization import Organization, OrganizationTag
from alur.people.models.person import Person, PersonRole, PersonTag

__all__ = [
    "ContactKind",
    "ContactPoint",
    "Organization",
    "OrganizationTag",
    "Person",
    "PersonRole",
    "PersonTag",
]
