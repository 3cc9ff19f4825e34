"""The numbers of the demo platform: a span of time comes in, series over it come out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zlib import crc32

from drift.demo.dataset import Record, timestamp
from drift.demo.request import Arguments, Request, input_of, length, moment, refuse

_SEVERITIES = ("INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL")
_STEPS = {"HOUR": timedelta(hours=1), "DAY": timedelta(days=1)}
_LONGEST = timedelta(days=90)
_LONGEST_BY_HOUR = timedelta(days=7)


def measure(request: Request, _: Record, arguments: Arguments) -> Record:
    """Return the metrics of the span that the arguments name, the last seven days by day when they don't."""
    conditions = input_of(arguments)
    window = conditions.get("window", {"lookback": "P7D", "interval": "DAY"})
    lookback = length(window["lookback"], "lookback", _LONGEST)
    if window["interval"] == "HOUR" and lookback > _LONGEST_BY_HOUR:
        refuse("`interval: HOUR` is for spans of up to seven days.")
    end = moment(conditions.get("to"), "to") or request.dataset.now
    starts = _starts(end - lookback, end, window["interval"])
    data = request.dataset
    return {
        "from": timestamp(end - lookback),
        "to": timestamp(end),
        "openAlerts": sum(request.status_of(alert) == "OPEN" for alert in data.alerts),
        "alertsBySeverity": [
            _series(severity, starts, _counter(data.alerts, severity, starts, end))
            for severity in _SEVERITIES
        ],
        "eventsByLogType": [
            _series(schema["name"], starts, _flow(schema["name"], window["interval"], 9_000))
            for schema in data.schemas
        ],
        "bytesByLogSource": [
            _series(source["label"], starts, _flow(source["label"], window["interval"], 7_500_000))
            for source in data.sources
            if request.knows(source)
        ],
    }


def _starts(begin: datetime, end: datetime, interval: str) -> list[datetime]:
    """Return where the parts of a span begin: at the span's begin, then on full hours or at midnight."""
    starts = [begin]
    following = begin.replace(minute=0, second=0, microsecond=0)
    if interval == "DAY":
        following = following.replace(hour=0)
    while (following := following + _STEPS[interval]) < end:
        starts.append(following)
    return starts


def _series(label: str, starts: Sequence[datetime], value: Callable[[datetime], float]) -> Record:
    values = [value(start) for start in starts]
    points = [{"at": timestamp(start), "value": each} for start, each in zip(starts, values, strict=True)]
    return {"label": label, "total": float(sum(values)), "points": points}


def _counter(
    alerts: Sequence[Record], severity: str, starts: Sequence[datetime], end: datetime
) -> Callable[[datetime], float]:
    moments = [
        datetime.fromisoformat(alert["createdAt"]) for alert in alerts if alert["severity"] == severity
    ]
    ends = dict(zip(starts, [*starts[1:], end], strict=True))
    return lambda start: float(sum(start <= at < ends[start] for at in moments))


def _flow(label: str, interval: str, scale: int) -> Callable[[datetime], float]:
    """Return a made-up but steady flow: each label has its own level, weekends and nights are quieter."""
    level = scale * (1 + crc32(label.encode()) % 7) * (24 if interval == "DAY" else 1)

    def value(start: datetime) -> float:
        weekday = 0.4 if start.weekday() >= 5 else 1.0
        hour = 1.0 if interval == "DAY" or 7 <= start.hour < 19 else 0.5
        wobble = 0.9 + crc32(f"{label}/{timestamp(start)}".encode()) % 200 / 1_000
        return float(round(level * weekday * hour * wobble))

    return value
