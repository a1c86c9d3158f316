"""A tenant's channels: what is set for each, its credentials, and how notices choose among them."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from chalicelib.adapters.channel_link import Channel, Link
from chalicelib.adapters.channel_secrets import ChannelSecrets
from chalicelib.adapters.dynamodb.collection import Collection, Versioned
from chalicelib.adapters.email import Mailer
from chalicelib.adapters.vendor_http import VendorHttp
from chalicelib.adapters.vendor_tokens import VendorTokens
from chalicelib.channels import channels
from chalicelib.domain.channel import ChannelSetting, ChatAddresses, Contact, NoticeSettings
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.language import Localized
from chalicelib.domain.notice import Notice

ALWAYS_THERE = "email"
"""The one channel that works without being set up: mail from the product's own address."""
_OWN = "own"
_NO_CHANNEL = Localized(en="There is no such channel.", zh="没有这个渠道。")
_NOT_ADDRESSABLE = Localized(en="The address must begin with https://.", zh="地址必须以 https:// 开头。")
_CREDENTIALS = Localized(en="These credentials are needed, and no others: {}.", zh="须提供且仅提供以下凭证：{}。")


@dataclass(frozen=True)
class KnownChannel:
    """A channel and what the tenant has set for it."""

    key: str
    channel: Channel
    own: Versioned[ChannelSetting] | None

    @property
    def usable(self) -> bool:
        """Whether notices may take it."""
        return self.own.value.enabled if self.own else self.key == ALWAYS_THERE


class ChannelService:
    """The channels of one tenant."""

    def __init__(
        self,
        documents: Collection[ChannelSetting],
        settings: Collection[NoticeSettings],
        addresses: Collection[ChatAddresses],
        secrets: ChannelSecrets,
        http: VendorHttp,
        tokens: VendorTokens,
        mailer: Mailer,
        clock: Clock,
        tenant: str,
        *,
        loopback: bool,
    ) -> None:
        self._documents = documents
        self._settings = settings
        self._addresses = addresses
        self._secrets = secrets
        self._http = http
        self._tokens = tokens
        self._mailer = mailer
        self._clock = clock
        self._tenant = tenant
        self._loopback = loopback

    def all(self) -> tuple[KnownChannel, ...]:
        """Every channel that there is."""
        own = self._documents.find_many(list(channels()))
        return tuple(KnownChannel(key, channel, own.get(key)) for key, channel in channels().items())

    def require(self, key: str) -> KnownChannel:
        """One channel. Raises NotFound."""
        if (channel := channels().get(key)) is None:
            raise NotFound("channel_not_found", _NO_CHANNEL)
        return KnownChannel(key, channel, self._documents.find(key))

    def keep(
        self,
        key: str,
        setting: Mapping[str, JsonValue],
        credentials: Mapping[str, str] | None,
        *,
        enabled: bool,
        expected: int | None,
    ) -> Versioned[ChannelSetting]:
        """Set a channel up, or anew. Without `credentials` those that are kept stay.

        Raises NotFound, LostUpdate, InvalidInput, and pydantic's ValidationError for a wrong `setting`.
        """
        known = self.require(key)
        model = known.channel.setting.model_validate(setting)
        url = getattr(model, "base_url", "https://")
        if not url.startswith("https://") and not self._loopback:
            raise InvalidInput("bad_address", _NOT_ADDRESSABLE, (("/setting/base_url", _NOT_ADDRESSABLE),))
        given = known.own.value.credentials if known.own and credentials is None else tuple(credentials or {})
        needed = known.channel.credentials
        if set(given) != set(needed):
            names = ", ".join(needed)
            text = Localized(en=_CREDENTIALS.en.format(names or "-"), zh=_CREDENTIALS.zh.format(names or "-"))
            raise InvalidInput("wrong_credentials", text, (("/credentials", text),))
        if credentials:
            self._secrets.keep(key, credentials)
        after = ChannelSetting(
            key=key,
            enabled=enabled,
            setting=model.model_dump(mode="json"),
            credentials=needed,
            updated_at=self._clock.now(),
        )
        if known.own is None and (made := self._documents.create(key, after)):
            return made
        return self._documents.change(key, lambda _before: after, expected)

    def remove(self, key: str, expected: int | None) -> None:
        """Forget a channel's setting and credentials. Raises NotFound, LostUpdate."""
        known = self.require(key)
        self._documents.remove(key, expected)
        if known.channel.credentials:
            self._secrets.remove(key)

    def link(self, key: str) -> tuple[Channel, Link] | None:
        """A channel with the way to its vendor; None where the tenant does not use it."""
        if key not in channels():
            return None
        known = self.require(key)
        if not known.usable:
            return None
        setting = known.own.value.setting if known.own else {}
        credentials = self._secrets.read(key) if known.channel.credentials else {}
        link = Link(self._tenant, setting, credentials, self._http, self._tokens, self._clock, self._mailer)
        return known.channel, link

    def order(self, notice: Notice) -> tuple[str, ...]:
        """The channels that a notice may take, the first one first."""
        if notice.pinned:
            return (notice.pinned.channel,)
        settings = self.notice_settings().value
        return settings.candidates if notice.recipient_kind == "candidate" else settings.colleagues

    def reaches(self, contact: Contact, *, candidate: bool) -> bool:
        """Whether any channel in use leads to somebody."""
        settings = self.notice_settings().value
        order = settings.candidates if candidate else settings.colleagues
        usable = {known.key: known.channel for known in self.all() if known.usable}
        return any(usable[key].address(contact) for key in order if key in usable)

    def notice_settings(self) -> Versioned[NoticeSettings]:
        """How the tenant's notices go out."""
        return self._settings.find(_OWN) or Versioned(NoticeSettings(), 0)

    def keep_notice_settings(self, settings: NoticeSettings, expected: int | None) -> Versioned[NoticeSettings]:
        """Change how notices go out. Raises InvalidInput for a channel that there is not, LostUpdate."""
        for field in ("candidates", "colleagues"):
            for number, key in enumerate(getattr(settings, field)):
                if key not in channels():
                    raise InvalidInput("unknown_reference", _NO_CHANNEL, ((f"/{field}/{number}", _NO_CHANNEL),))
        if not expected and (made := self._settings.create(_OWN, settings)):
            return made
        return self._settings.change(_OWN, lambda _before: settings, expected)

    def chat_addresses(self, kind: str, subject: str) -> Versioned[ChatAddresses]:
        """Where chat tools reach a user or a candidate."""
        return self._addresses.find(f"{kind}.{subject}") or Versioned(ChatAddresses(), 0)

    def keep_chat_addresses(
        self, kind: str, subject: str, addresses: ChatAddresses, expected: int | None
    ) -> Versioned[ChatAddresses]:
        """Change where chat tools reach somebody. Raises LostUpdate."""
        whose = f"{kind}.{subject}"
        if not expected and (made := self._addresses.create(whose, addresses)):
            return made
        return self._addresses.change(whose, lambda _before: addresses, expected)
