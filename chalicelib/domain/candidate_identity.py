"""By what a candidate is told from others.

From the strongest to the weakest: the tenant's own id, the email address (case does not count), the phone number. Every
identity has an alias row that names who holds it; a candidate's id tells nothing of them.
"""

import hashlib
from typing import Literal, NamedTuple, Protocol

from chalicelib.domain.model import DomainModel

IdentityKind = Literal["external_id", "email", "phone"]


class Identity(NamedTuple):
    """One of the things that tell a candidate from others."""

    kind: IdentityKind
    value: str


class Identified(Protocol):
    """Whoever has identities."""

    @property
    def external_id(self) -> str | None:
        """The tenant's own id."""

    @property
    def email(self) -> str | None:
        """The email address."""

    @property
    def phone(self) -> str | None:
        """The phone number, in the one form that numbers are kept in."""


class CandidateAlias(DomainModel):
    """A row that says who holds an identity."""

    candidate: str


def identities(person: Identified) -> tuple[Identity, ...]:
    """All identities, the strongest first."""
    found = []
    if person.external_id:
        found.append(Identity("external_id", person.external_id))
    if person.email:
        found.append(Identity("email", person.email.lower()))
    if person.phone:
        found.append(Identity("phone", person.phone))
    return tuple(found)


def identity_digest(tenant: str, identity: Identity) -> str:
    """What names the identity's alias row."""
    return hashlib.sha256(f"{tenant}\0{identity.kind}\0{identity.value}".encode()).hexdigest()


def same_person(known: Identified, wanted: Identified) -> bool:
    """Whether what two have in common outweighs what tells them apart.

    The strongest identity that both have decides: two with different ids of the tenant's are two people, even where
    they share an address or a phone, as families and agencies do.
    """
    for mine, theirs in (
        (known.external_id, wanted.external_id),
        ((known.email or "").lower(), (wanted.email or "").lower()),
        (known.phone, wanted.phone),
    ):
        if mine and theirs:
            return mine == theirs
    return False
