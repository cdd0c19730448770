"""Alternating runs of several proxies, and the ratios between them."""

import contextlib
import statistics
import sys
import time

#: The upstream and the load have core 0.
PROXY_CORE = 1
WARM_UP = 1


class Workload:
    """One kind of traffic, and the least that Rampart must reach of each of the others."""

    def __init__(self, title, measure, bars=None, **request):
        self.title, self.measure, self.bars, self.request = title, measure, bars or {}, request

    def warm_up(self, proxy, folder):
        proxy.check(**self.request)
        self.measure(proxy, WARM_UP, folder)

    def run(self, proxy, seconds, folder):
        """Answers per second, and how busy the proxy kept its core."""
        self.warm_up(proxy, folder)
        before, start = proxy.process.processor_seconds(), time.monotonic()
        rate = self.measure(proxy, seconds, folder)
        busy = (proxy.process.processor_seconds() - before) / (time.monotonic() - start)
        return rate, busy


@contextlib.contextmanager
def started(kinds, upstream, folder, certificate):
    with contextlib.ExitStack() as stack:
        proxies = []
        for kind in kinds:
            proxy = kind(upstream, folder, PROXY_CORE, certificate)
            stack.callback(proxy.process.stop)
            proxies.append(proxy)
        yield proxies


def measure_rates(workload, proxies, rounds, seconds, folder, base="Rampart"):
    samples = {proxy.name: [] for proxy in proxies}
    busy = {proxy.name: [] for proxy in proxies}
    for number in range(rounds):
        for proxy in proxies:
            progress(f"{workload.title}: round {number + 1} of {rounds}, {proxy.name}")
            rate, share = workload.run(proxy, seconds, folder)
            samples[proxy.name].append(rate)
            busy[proxy.name].append(share)
    # A proxy that outruns the load is not at its limit; what each answer cost it shows that.
    efficiency = {name: [rate / share for rate, share in zip(samples[name], busy[name])] for name in samples}
    return {
        "workload": workload.title,
        "requestsPerSecond": samples,
        "busy": {name: statistics.median(shares) for name, shares in busy.items()},
        "ratios": ratios(samples, base),
        "ratiosPerProcessorSecond": ratios(efficiency, base),
        "bars": {name: {"least": least, "aim": aim} for name, (least, aim) in workload.bars.items()},
    }


def ratios(samples, base):
    found = {}
    for name in samples:
        if name != base:
            each = [own / other for own, other in zip(samples[base], samples[name])]
            found[name] = {"median": statistics.median(each), "lowest": min(each), "highest": max(each)}
    return found


def table(rows):
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def progress(text):
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def processor_model():
    with open("/proc/cpuinfo") as file:
        return next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "unknown")
