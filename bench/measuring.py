"""Asking for pages again and again, alone and with others at the same time."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import median, quantiles

from bench.pages import Probe
from bench.serving import Browser

_WARM = 3
# What a page may answer: itself, nothing to show, or the way to another one.
_FINE = {200, 204, 302, 303}


@dataclass
class Figures:
    """What one page took, in milliseconds: of one client by round, and of several at once."""

    probe: Probe
    rounds: list[list[float]] = field(default_factory=list)
    together: list[float] = field(default_factory=list)
    status: int = 0
    statements: int = 0

    @property
    def all(self) -> list[float]:
        """What one client measured in all rounds."""
        return [each for one in self.rounds for each in one]

    @property
    def median(self) -> float:
        """The median of one client."""
        return median(self.all)

    @property
    def p95(self) -> float:
        """The 95th percentile of one client, over all rounds."""
        return percentile(self.all, 95)

    @property
    def calmest(self) -> float:
        """The 95th percentile of one client, of the calmest round."""
        return min(percentile(each, 95) for each in self.rounds)

    @property
    def p99(self) -> float:
        """The 99th percentile of one client, over all rounds."""
        return percentile(self.all, 99)

    @property
    def is_wrong(self) -> bool:
        """Whether the page did not answer as it should."""
        return self.status not in _FINE


@dataclass(frozen=True)
class Plan:
    """How often each page is asked for: rounds of requests, and requests of several clients."""

    rounds: int
    requests: int
    clients: int


@dataclass
class Run:
    """All figures, and how busy the machine was meanwhile (load average by round)."""

    figures: list[Figures]
    loads: list[float] = field(default_factory=list)


def measure(port: int, probes: Sequence[Probe], plan: Plan, *, tell: Callable[[str], None]) -> Run:
    """Measure every page; the rounds lie apart, so that a disturbance hits one of them only."""
    browsers = _signed_in(port, {each.account for each in probes})
    run = Run([Figures(each) for each in probes])
    for figures in run.figures:
        browser = browsers[figures.probe.account]
        figures.status = max(_get(browser, figures.probe)[0] for _time in range(_WARM))
    for number in range(plan.rounds):
        run.loads.append(os.getloadavg()[0])
        for figures in run.figures:
            browser = browsers[figures.probe.account]
            figures.rounds.append(_ask(browser, figures.probe, plan.requests))
        tell(f"Round {number + 1} of {plan.rounds} is done; load {run.loads[-1]:.1f}.")
    if plan.clients > 1:
        for figures in run.figures:
            cookies = browsers[figures.probe.account].cookies
            figures.together = _ask_together(port, cookies, figures.probe, plan)
        tell(f"{plan.clients} clients at once are done; load {os.getloadavg()[0]:.1f}.")
    return run


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value that so many of a hundred do not exceed."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def _signed_in(port: int, accounts: set[str]) -> dict[str, Browser]:
    browsers = {}
    for name in sorted(accounts):
        browsers[name] = Browser(port)
        browsers[name].sign_in(name)
    return browsers


def _get(browser: Browser, probe: Probe) -> tuple[int, float, bytes]:
    return browser.get(probe.path, probe.headers)


def _ask(browser: Browser, probe: Probe, times: int) -> list[float]:
    return [_get(browser, probe)[1] * 1000 for _time in range(times)]


def _ask_together(port: int, cookies: str, probe: Probe, plan: Plan) -> list[float]:
    def one(_number: int) -> list[float]:
        browser = Browser(port, cookies)
        _get(browser, probe)
        return _ask(browser, probe, plan.requests)

    with ThreadPoolExecutor(plan.clients) as pool:
        return [each for found in pool.map(one, range(plan.clients)) for each in found]
