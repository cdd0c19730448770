"""Fixtures: a stage on which a test puts the gateway and its backends, and which clears itself."""

import contextlib
import pathlib
import sys
import tempfile

import pytest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))

from harness import patterns, sampling  # noqa: E402
from harness.backends import NodeApplication, Nginx, ScriptedBackend  # noqa: E402
from harness.certificates import Authority  # noqa: E402
from harness.gateway import Gateway, binary  # noqa: E402


# What takes longest begins first, so that those that run side by side end together.
LONG = ["test_waf", "test_tls", "test_upstreams", "test_limits", "test_waf_commands", "test_reload", "test_edge"]


def pytest_configure(config):
    config.add_cleanup(patterns.begin())


def pytest_report_header():
    return f"seed: RAMPART_SEED={sampling.SEED}" + (", and everything (RAMPART_SOAK)" if sampling.IS_SOAK else "")


def pytest_collection_modifyitems(config, items):
    if not sampling.IS_SOAK:
        later = [item for item in items if item.get_closest_marker("soak")]
        config.hook.pytest_deselected(items=later)
        items[:] = [item for item in items if item not in set(later)]
        if later:
            sampling.left_out["soak"] = f"none of {len(later)} that `make soak` runs"
    order = {name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: order.get(item.path.stem, len(order)))


# Side by side, the tests are collected by the workers, and what they say of it comes with their end.
def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left out"] = sampling.left_out


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    sampling.left_out |= getattr(node, "workeroutput", {}).get("left out", {})


def pytest_terminal_summary(terminalreporter):
    for what in sampling.left_out.values():
        terminalreporter.write_line(f"sampled by RAMPART_SEED={sampling.SEED}: {what}")


class Stage:
    """Starts things in a folder and stops them in reverse order."""

    def __init__(self, folder, certificate):
        self.folder = folder
        self.certificate = certificate
        self.gateways = []
        self._stack = contextlib.ExitStack()
        # A short path: sockets are in it, whose paths have 107 bytes at the most.
        self._state = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="rampart-", dir="/tmp"))

    def gateway(self, *servers, **options):
        gateway = Gateway(self.folder, servers, **{"certificates": self.certificate, "state_folder": self._state} | options)
        self.gateways.append(gateway)
        self._stack.callback(gateway.stop, 1)
        return gateway

    def backend(self, *arguments, **options):
        return self._add(ScriptedBackend(*arguments, **options))

    def nginx(self, **options):
        return self._add(Nginx(self.folder, **options))

    def node(self, name, *modules):
        return self._add(NodeApplication(self.folder, name, *modules))

    def enter(self, context):
        return self._stack.enter_context(context)

    def keep(self, item):
        """Has anything with `stop` stopped in its turn."""
        return self._add(item)

    def _add(self, item):
        self._stack.callback(item.stop)
        return item

    def clear(self):
        # A gateway that is already down where no test wanted that has crashed.
        crashed = [gateway for gateway in self.gateways if (gateway.child.poll() or 0) < 0]
        self._stack.close()
        assert not crashed, f"rampart ended by signal {-crashed[0].child.returncode}:\n{crashed[0].stderr}"


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def certificate(authority):
    return authority.issue("localhost", "127.0.0.1", "::1")


@pytest.fixture
def stage(tmp_path, certificate):
    stage = Stage(tmp_path, certificate)
    yield stage
    stage.clear()


@pytest.fixture(scope="module")
def shared(tmp_path_factory, certificate):
    """A stage for all tests of a module."""
    stage = Stage(tmp_path_factory.mktemp("shared"), certificate)
    yield stage
    stage.clear()


@pytest.fixture(scope="session")
def rampart():
    """The path of the binary."""
    return binary()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A failure shows what the gateways said."""
    report = yield
    if report.failed:
        for name in ("stage", "shared"):
            stage = item.funcargs.get(name) if hasattr(item, "funcargs") else None
            for gateway in stage.gateways if stage else []:
                said = gateway.stderr[-8000:]
                report.sections.append((f"standard error of rampart, its state is {gateway.child.poll()}", said))
    return report
