"""Identity providers: each issuer and audience belongs to one tenant, which decides what its tokens are worth."""

from collections.abc import Callable, Sequence

from chalicelib.adapters.dynamodb.collection import Listing, Versioned
from chalicelib.adapters.dynamodb.people import IdentityProviders
from chalicelib.domain.access import Access
from chalicelib.domain.errors import Conflict
from chalicelib.domain.language import Localized
from chalicelib.domain.people import IdentityProvider, RoleMapping
from chalicelib.services.people import AssignmentRules, check_everything

_TAKEN = Localized(
    en="Tokens of this issuer for this audience are accepted elsewhere already.",
    zh="该签发方面向此受众的令牌已在别处启用。",
)


class IdentityProviderService:
    """The identity providers of one tenant. Changes are for who may do everything."""

    def __init__(self, providers: IdentityProviders, rules: AssignmentRules) -> None:
        self._providers = providers
        self._rules = rules

    def create(self, provider: IdentityProvider, access: Access) -> Versioned[IdentityProvider]:
        """A new provider; done again with the same id, the one that is there.

        Raises Forbidden, InvalidInput for unknown branches and jobs, Conflict when the issuer and audience are taken.
        """
        check_everything(access)
        self._check_mappings(provider.role_mappings, access)
        documents = self._providers.documents
        made = documents.create(provider.id, provider, (self._providers.claim(provider),))
        if made := made or documents.find(provider.id):
            return made
        raise Conflict("issuer_taken", _TAKEN)

    def change(
        self,
        provider_id: str,
        change: Callable[[IdentityProvider], IdentityProvider],
        access: Access,
        expected: int | None,
    ) -> Versioned[IdentityProvider]:
        """Change all but issuer and audience. Raises NotFound, LostUpdate, Forbidden, InvalidInput."""
        check_everything(access)

        def checked(before: IdentityProvider) -> IdentityProvider:
            after = change(before)
            if after.role_mappings != before.role_mappings:
                self._check_mappings(after.role_mappings, access)
            return after

        return self._providers.documents.change(provider_id, checked, expected)

    def remove(self, provider_id: str, access: Access, expected: int | None) -> None:
        """Accept the provider's tokens no longer, from now on. Raises NotFound, LostUpdate, Forbidden."""
        check_everything(access)
        self._providers.documents.remove(provider_id, expected, self._providers.release)

    def find(self, provider_id: str) -> Versioned[IdentityProvider] | None:
        """The provider, if there is one."""
        return self._providers.documents.find(provider_id)

    def require(self, provider_id: str) -> Versioned[IdentityProvider]:
        """The provider; raises NotFound."""
        return self._providers.documents.require(provider_id)

    def page(self, after: str | None, limit: int) -> Listing[IdentityProvider]:
        """Identity providers, newest first."""
        return self._providers.page(after, limit)

    def _check_mappings(self, mappings: Sequence[RoleMapping], access: Access) -> None:
        placed = [(f"/role_mappings/{number}/assignment", one.assignment) for number, one in enumerate(mappings)]
        self._rules.check_new(placed, access)
