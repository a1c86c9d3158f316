"""Notices of one tenant, with rows that list them by interview, by candidate and by job; addresses that get none."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.collection import Collection, Journal, Kind
from chalicelib.adapters.dynamodb.table import Indexes, Page, Table, Write
from chalicelib.domain.channel import ChannelSetting, ChatAddresses, NoticeSettings, Suppressed
from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel
from chalicelib.domain.notice import Notice
from chalicelib.domain.notice_template import NoticeTemplate

_TRIES = 6
_ROW = "TOLD#"
_NO_CHANNEL = Localized(en="This channel is not set up.", zh="尚未配置该渠道。")
_NO_TEMPLATE = Localized(en="There is no such template.", zh="没有这个模板。")
_NO_ADDRESSES = Localized(en="No addresses are kept.", zh="没有已保存的地址。")
_NO_SETTINGS = Localized(en="There are no settings.", zh="尚无设置。")


class _Row(DomainModel):
    """A notice in a list."""

    notice: str


class Notices:
    """The store of notices."""

    def __init__(self, table: Table, tenant: str) -> None:
        self._table = table
        self._tenant = tenant

    def find(self, notice_id: str) -> Notice | None:
        """The notice, if there is one."""
        stored = self._table.get(keys.notice(self._tenant, notice_id))
        return stored.read(Notice) if stored else None

    def create(self, notice: Notice) -> bool:
        """Keep a new notice with its rows; False if there is one with this id."""
        row = _Row(notice=notice.id).model_dump_json()
        writes = [
            Write(keys.notice(self._tenant, notice.id), notice.model_dump_json(), 0, self._indexes(notice)),
            *(Write(keys.Key(pk, f"{_ROW}{_by_time(notice)}"), row) for pk in self._lists(notice)),
        ]
        return self._table.commit(writes)

    def change(self, notice_id: str, change: Callable[[Notice], Notice | None]) -> Notice | None:
        """Apply `change` to the notice as it is now; None if it is gone, or if `change` declines, or is outrun."""
        for _ in range(_TRIES):
            stored = self._table.get(keys.notice(self._tenant, notice_id))
            after = change(stored.read(Notice)) if stored else None
            if stored is None or after is None:
                return None
            if self._table.replace(stored, after.model_dump_json(), self._indexes(after)):
                return after
        return None

    def page(self, after: str | None, limit: int) -> tuple[tuple[Notice, ...], str | None]:
        """All notices of the tenant, newest first."""
        found = self._table.page(keys.list_of(self._tenant, "NOTICE"), after, limit)
        return tuple(stored.read(Notice) for stored in found.items), found.next_after

    def of_interview(self, interview: str, after: str | None, limit: int) -> tuple[tuple[Notice, ...], str | None]:
        """Notices about an interview, newest first."""
        return self._listed(keys.interview(self._tenant, interview).pk, after, limit)

    def of_candidate(self, candidate: str, after: str | None, limit: int) -> tuple[tuple[Notice, ...], str | None]:
        """Notices to a candidate, newest first."""
        return self._listed(keys.candidate(self._tenant, candidate).pk, after, limit)

    def of_job(self, job: str, after: str | None, limit: int) -> tuple[tuple[Notice, ...], str | None]:
        """Notices about a job and its interviews, newest first."""
        return self._listed(keys.job(self._tenant, job).pk, after, limit)

    def _listed(self, pk: str, after: str | None, limit: int) -> tuple[tuple[Notice, ...], str | None]:
        rows: Page = self._table.page_of(pk, _ROW, after, limit)
        wanted = [keys.notice(self._tenant, row.read(_Row).notice) for row in rows.items]
        found = self._table.get_many(wanted)
        return tuple(found[key].read(Notice) for key in wanted if key in found), rows.next_after

    def _lists(self, notice: Notice) -> list[str]:
        found = []
        if notice.interview:
            found.append(keys.interview(self._tenant, notice.interview).pk)
        if notice.candidate:
            found.append(keys.candidate(self._tenant, notice.candidate).pk)
        if notice.job:
            found.append(keys.job(self._tenant, notice.job).pk)
        return found

    def _indexes(self, notice: Notice) -> Indexes:
        due = (keys.sweep_shard("NOTICE", notice.id), notice.next_at.isoformat()) if notice.next_at else None
        return Indexes(gsi1=(keys.list_of(self._tenant, "NOTICE"), _by_time(notice)), gsi2=due)


def due_notices(table: Table, until: datetime) -> list[tuple[str, str]]:
    """Across tenants: (tenant, notice) of what is to be sent or asked about by now, for the sweeper."""
    found: list[tuple[str, str]] = []
    for shard in keys.sweep_shards("NOTICE"):
        for stored in table.due(shard, until.isoformat()):
            _, tenant, _, notice = stored.key.pk.split("#")
            found.append((tenant, notice))
    return found


class SuppressedAddresses:
    """The store of addresses that nothing is sent to, by their digests."""

    def __init__(self, table: Table, tenant: str, journal: Journal) -> None:
        self._table = table
        self._tenant = tenant
        self._journal = journal

    def has(self, digest: str) -> bool:
        """Whether nothing is sent there."""
        return self._table.get(keys.suppressed(self._tenant, digest)) is not None

    def find(self, digest: str) -> Suppressed | None:
        """The entry, if there is one."""
        stored = self._table.get(keys.suppressed(self._tenant, digest))
        return stored.read(Suppressed) if stored else None

    def add(self, entry: Suppressed) -> Suppressed:
        """Put an address on the list; the entry that is there stays."""
        indexes = Indexes(gsi1=(keys.list_of(self._tenant, "SUPPRESSED"), f"{entry.at.isoformat()}#{entry.digest}"))
        write = Write(keys.suppressed(self._tenant, entry.digest), entry.model_dump_json(), 0, indexes)
        recorded = self._journal.entry("suppressed_address", entry.digest[:16], None, entry, frozenset({"hint"}))
        self._table.commit((write, *recorded))
        return self.find(entry.digest) or entry

    def remove(self, digest: str) -> bool:
        """Take an address off the list; False if it is not on it."""
        stored = self._table.get(keys.suppressed(self._tenant, digest))
        if stored is None:
            return False
        before = stored.read(Suppressed)
        recorded = self._journal.entry("suppressed_address", digest[:16], before, None, frozenset({"hint"}))
        return self._table.commit((Write(stored.key, None, stored.rev), *recorded))

    def page(self, after: str | None, limit: int) -> tuple[tuple[Suppressed, ...], str | None]:
        """The list, newest first."""
        found = self._table.page(keys.list_of(self._tenant, "SUPPRESSED"), after, limit)
        return tuple(stored.read(Suppressed) for stored in found.items), found.next_after


def channel_collection(table: Table, tenant: str, journal: Journal) -> Collection[ChannelSetting]:
    """What the tenant has set for each channel."""
    kind = Kind("channel", ChannelSetting, lambda key: keys.of_tenant(tenant, "CHANNEL", key), _NO_CHANNEL)
    return Collection(table, kind, journal)


def template_collection(table: Table, tenant: str, journal: Journal) -> Collection[NoticeTemplate]:
    """The tenant's own templates, by `purpose.language`."""
    kind = Kind("notice_template", NoticeTemplate, lambda key: keys.of_tenant(tenant, "NOTICETEXT", key), _NO_TEMPLATE)
    return Collection(table, kind, journal)


def chat_address_collection(table: Table, tenant: str, journal: Journal) -> Collection[ChatAddresses]:
    """Where chat tools reach users and candidates, by `user.id` and `candidate.id`."""
    kind = Kind("chat_addresses", ChatAddresses, lambda key: keys.chat_addresses(tenant, key), _NO_ADDRESSES,
                personal=frozenset(ChatAddresses.model_fields))  # fmt: skip
    return Collection(table, kind, journal)


def notice_settings_collection(table: Table, tenant: str, journal: Journal) -> Collection[NoticeSettings]:
    """How the tenant's notices go out; there is one document, `own`."""
    kind = Kind("notice_settings", NoticeSettings, lambda key: keys.of_tenant(tenant, "NOTICESETTINGS", key),
                _NO_SETTINGS)  # fmt: skip
    return Collection(table, kind, journal)


def _by_time(notice: Notice) -> str:
    return f"{notice.created_at.isoformat()}#{notice.id}"
