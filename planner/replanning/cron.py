"""Due times: five cron fields read on the clock of a place, told in UTC.

The fields are matched against the clock on the wall. When that clock is changed

    a time that is left out (02:30 in spring) is due once, when the clock has skipped past it
    a time that comes twice (02:30 in autumn) is due once, the first time

so that a year has one daily due time a day, wherever the place is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from apscheduler.triggers.cron import CronTrigger

DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
FIELDS = {
    "minute": "minute",
    "hour": "hour",
    "day": "day of the month",
    "month": "month",
    "day_of_week": "day of the week",
}
STEP = timedelta(microseconds=1)


class CronError(ValueError):
    """A cron expression or a time zone that cannot be; names the field and its value."""


@dataclass(frozen=True)
class Cron:
    """When something is due: minute, hour, day of the month, month, day of the week, and where.

    As in cron, 0 and 7 are both Sunday. Errors: CronError on first use; `checked` uses it.
    """

    expression: str
    zone: str = "UTC"

    @cached_property
    def place(self) -> ZoneInfo:
        return zone_of(self.zone)

    @cached_property
    def trigger(self) -> "CronTrigger":
        """What matches the clock on the wall, which it takes for UTC: a clock without changes."""
        from apscheduler.triggers.cron import CronTrigger

        fields = self.expression.split()
        if len(fields) != len(FIELDS):
            names = ", ".join(FIELDS.values())
            raise CronError(f"cron {self.expression!r} has {len(fields)} fields, not 5: {names}")
        given = dict(zip(FIELDS, fields, strict=True))
        for name, field in given.items():
            _single(name, field)
        if given["day"] != "*" and given["day_of_week"] != "*":
            raise CronError(
                f"cron {self.expression!r} restricts both the day of the month "
                f"({given['day']}) and the day of the week ({given['day_of_week']}); cron would "
                "take either, others both: make two schedules, or leave one of them at *"
            )
        given["day_of_week"] = _named_days(given["day_of_week"])
        return CronTrigger.from_crontab(" ".join(given.values()), timezone=UTC)

    def checked(self) -> "Cron":
        """Itself, if it can be read and falls due some day."""
        place = self.place
        if self.trigger.get_next_fire_time(None, datetime(2024, 1, 1, tzinfo=UTC)) is None:
            raise CronError(f"cron {self.expression!r} never falls due in {place.key}")
        return self

    def between(self, after: datetime, until: datetime) -> Iterator[datetime]:
        """The due times later than after and no later than until, in order, each once.

        Moments are in UTC without a zone, all three.
        """
        wall = after.replace(tzinfo=UTC).astimezone(self.place).replace(tzinfo=UTC, fold=0)
        last = after
        while (due := self.trigger.get_next_fire_time(None, wall)) is not None:
            moment = _in_utc(due.replace(tzinfo=None), self.place)
            if moment > until:
                return
            # Times left out in spring fall together; those of a second 02:30 lie behind.
            if moment > last:
                yield moment
                last = moment
            wall = due + STEP


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name of the IANA database. Errors: CronError."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise CronError(
            f"time zone {name!r} is unknown: names are like Europe/Berlin, America/New_York, UTC"
        ) from None


def in_zone(moment: datetime, zone: str) -> str:
    """A moment in UTC without a zone, as the clock of the place shows it."""
    return moment.replace(tzinfo=UTC).astimezone(zone_of(zone)).strftime("%Y-%m-%d %H:%M:%S %Z")


def _in_utc(wall: datetime, place: ZoneInfo) -> datetime:
    """The first moment at which the clock shows that time, or has skipped past it."""
    moment = _plain(wall.replace(tzinfo=place, fold=0))
    if _shown(moment, place) == wall:
        return moment
    return _clock_change(_plain(wall.replace(tzinfo=place, fold=1)), moment, place)


def _clock_change(before: datetime, after: datetime, place: ZoneInfo) -> datetime:
    """The moment between two at which the clock is put forward."""
    offset = _shown(before, place) - before
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if _shown(middle, place) - middle == offset:
            before = middle
        else:
            after = middle
    return after


def _plain(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _shown(moment: datetime, place: ZoneInfo) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(place).replace(tzinfo=None, fold=0)


@lru_cache(maxsize=1024)
def _single(name: str, field: str) -> None:
    """Refuse a field that cannot be, by its name. Errors: CronError."""
    from apscheduler.triggers.cron import CronTrigger

    words = _named_days(field) if name == "day_of_week" else field
    try:
        CronTrigger(**{name: words}, timezone=UTC)
    except ValueError as error:
        raise CronError(f"{FIELDS[name]} {field!r} of the cron expression: {error}") from None


def _named_days(field: str) -> str:
    """The days of the week by name: numbers begin with Sunday in cron, elsewhere with Monday."""
    if field == "*":
        return field
    days: list[int] = []
    for part in field.lower().split(","):
        span, slash, step = part.partition("/")
        first, dash, last = ("0", "-", "6") if span == "*" else span.partition("-")
        if slash and not (step.isdigit() and int(step)):
            raise CronError(f"day of the week {field!r}: {step!r} is not a step")
        begin = _day(first, field)
        end = _day(last, field) if dash else 6 if slash else begin
        if end == 0 and dash and begin:
            end = 7  # friday to sunday
        if end < begin:
            raise CronError(f"day of the week {field!r}: {span} runs backwards")
        days += range(begin, end + 1, int(step or 1))
    return ",".join(DAYS[day] for day in sorted({day % 7 for day in days}))


def _day(text: str, field: str) -> int:
    if text.isdigit() and int(text) <= 7:
        return int(text)
    if text in DAYS:
        return DAYS.index(text)
    raise CronError(f"day of the week {field!r}: {text!r} is neither 0 to 7 nor sun to sat")
