"""The numbers of an installation, as Prometheus reads them."""

from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from engine.queries.health import Health, TickHealth

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


def exposition(found: Health) -> bytes:
    """Return *found* as text; a registry of its own, so that nothing else slips in."""
    registry = CollectorRegistry()
    registry.register(_Found(found))
    return generate_latest(registry)


class _Found(Collector):
    """One state of the installation, read once."""

    def __init__(self, found: Health) -> None:
        self._found = found

    def collect(self) -> Iterator[GaugeMetricFamily]:
        found = self._found
        yield from _ticks(found)
        numbers = {
            "clock_oldest_unfired_seconds": ("oldest due clock", found.oldest_clock_seconds),
            "outbox_oldest_seconds": ("oldest due message", found.outbox_seconds),
            "processes_quarantined": ("processes set aside", found.quarantined),
            "events_unsealed": ("late events not yet in the chain", found.unsealed),
            "troubles": ("what is too late", len(found.troubles)),
        }
        for name, (words, value) in numbers.items():
            yield GaugeMetricFamily(f"heshi_{name}", words, value=value)
        yield _by("messages", "messages not delivered", "state", found.messages)
        yield _by("queue_jobs", "jobs of the cluster's queue", "status", found.jobs)


def _ticks(found: Health) -> Iterator[GaugeMetricFamily]:
    ran = [each for each in found.ticks if each.ran_at is not None]
    ages = {each.name: _age(found, each) for each in ran}
    yield _by("tick_age_seconds", "since a tick last ran", "tick", ages)
    lags = {each.name: each.lag_seconds for each in ran}
    yield _by("tick_lag_seconds", "how late its oldest item was then", "tick", lags)
    periods = {each.name: each.period_seconds for each in found.ticks}
    yield _by("tick_period_seconds", "how often it should run", "tick", periods)
    failed = {each.name: int(each.fault is not None) for each in ran}
    yield _by("tick_failed", "1 if its last run failed", "tick", failed)


def _age(found: Health, tick: TickHealth) -> float:
    return (found.at - tick.ran_at).total_seconds() if tick.ran_at else 0.0


def _by(name: str, words: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"heshi_{name}", words, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
