"""Who holds which identity: alias rows, read for many candidates at once, and written with the candidates."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Versioned
from chalicelib.adapters.dynamodb.table import Table, Write
from chalicelib.domain.candidate import Candidate
from chalicelib.domain.candidate_identity import CandidateAlias, Identity, identities, identity_digest


@dataclass(frozen=True)
class Holders:
    """What was found of some identities. An alias row whose candidate has given the identity up does not count."""

    tenant: str
    candidates: Mapping[str, Versioned[Candidate]]
    aliases: Mapping[Identity, tuple[str, int]]

    def of(self, identity: Identity) -> Versioned[Candidate] | None:
        """The candidate who holds the identity."""
        named, _ = self.aliases.get(identity, ("", 0))
        found = self.candidates.get(named)
        return found if found and identity in identities(found.value) else None

    def claim(self, identity: Identity, candidate: str) -> Write | None:
        """The write that makes the identity the candidate's; None where it is so, or is somebody else's."""
        named, rev = self.aliases.get(identity, ("", 0))
        holder = self.of(identity)
        if named == candidate or (holder and holder.value.id != candidate):
            return None
        return Write(_key(self.tenant, identity), CandidateAlias(candidate=candidate).model_dump_json(), rev)

    def release(self, identity: Identity, candidate: str) -> Write | None:
        """The write that takes the candidate's alias row away, if there is one."""
        named, rev = self.aliases.get(identity, ("", 0))
        return Write(_key(self.tenant, identity), None, rev) if named == candidate else None


class CandidateIdentities:
    """The identities of one tenant's candidates."""

    def __init__(self, table: Table, tenant: str) -> None:
        self._table = table
        self._tenant = tenant

    def look(self, wanted: Collection[Identity]) -> Holders:
        """Who holds these, in two reads for each hundred rows."""
        alias_keys = {_key(self._tenant, identity): identity for identity in wanted}
        found = self._table.get_many(list(alias_keys))
        aliases = {
            alias_keys[key]: (stored.read(CandidateAlias).candidate, stored.rev) for key, stored in found.items()
        }
        named = {keys.candidate(self._tenant, candidate) for candidate, _ in aliases.values()}
        read = self._table.get_many(sorted(named)).values()
        candidates = [Versioned(stored.read(Candidate), stored.rev) for stored in read]
        return Holders(self._tenant, {candidate.value.id: candidate for candidate in candidates}, aliases)


def new_aliases(tenant: str, identities: Sequence[Identity], candidate: str) -> tuple[Write, ...]:
    """The alias rows of somebody new: the first on the condition that there is none, others where none was seen."""
    doc = CandidateAlias.model_construct(candidate=candidate).model_dump_json()
    return tuple(Write(_key(tenant, identity), doc, fresh=at > 0) for at, identity in enumerate(identities))


def _key(tenant: str, identity: Identity) -> keys.Key:
    return keys.alias(tenant, identity_digest(tenant, identity))
