"""Quiet hours, and addresses as they are compared."""

from datetime import UTC, datetime

import pytest

from chalicelib.domain.channel import NoticeSettings, QuietHours, hint, normal

NIGHT = NoticeSettings(quiet_hours=QuietHours(start="22:00", end="08:00"), time_zone="Asia/Shanghai")
NOON = NoticeSettings(quiet_hours=QuietHours(start="12:00", end="13:30"), time_zone="Europe/Berlin")


@pytest.mark.parametrize(
    ("settings", "at", "until"),
    [
        (NIGHT, (2, 13, 59), None),
        (NIGHT, (2, 14, 0), (3, 0, 0)),
        (NIGHT, (2, 23, 59), (3, 0, 0)),
        (NIGHT, (2, 0, 0), None),
        (NOON, (2, 10, 59), None),
        (NOON, (2, 11, 0), (2, 12, 30)),
        (NOON, (2, 12, 30), None),
        (NoticeSettings(), (2, 20, 0), None),
        (NoticeSettings(quiet_hours=QuietHours(start="08:00", end="08:00")), (2, 0, 0), None),
    ],
)
def test_quiet_hours_end_when_the_clock_on_the_wall_says_so(
    settings: NoticeSettings, at: tuple[int, int, int], until: tuple[int, int, int] | None
) -> None:
    found = settings.quiet_until(datetime(2026, 3, *at, tzinfo=UTC))
    assert found == (datetime(2026, 3, *until, tzinfo=UTC) if until else None)


def test_quiet_hours_follow_a_change_of_the_clock() -> None:
    night = NoticeSettings(quiet_hours=QuietHours(start="22:00", end="08:00"), time_zone="Europe/Berlin")
    assert night.quiet_until(datetime(2026, 3, 28, 22, tzinfo=UTC)) == datetime(2026, 3, 29, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wei@Acme.example", " wei@acme.EXAMPLE"),
        ("+86 138 0013 8000", "13800138000"),
        ("+49-30-123456", "4930123456"),
    ],
)
def test_the_same_address_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert normal(one) == normal(other)


def test_a_hint_is_not_the_address() -> None:
    assert hint("wei.li@acme.example") == "w***@acme.example"
    assert hint("+8613800138000") == "***8000"
