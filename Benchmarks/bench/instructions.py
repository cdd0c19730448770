"""How many instructions a request costs a proxy, counted by callgrind."""

import http.client
import pathlib
import subprocess

from .process import Problem, require

#: A proxy takes some fifty times as long, and its start even more.
PATIENCE = 300
WARM_UP = 10


# Valgrind 3.19 writes into the mask of sigsuspend, which libdispatch keeps where nobody may write.
SIGSUSPEND = """
#define _GNU_SOURCE
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

int sigsuspend(const sigset_t *mask) {
  sigset_t copy = *mask;
  return syscall(SYS_rt_sigsuspend, &copy, 8);
}
"""


def stripped(binary, folder):
    """A copy without debug information: valgrind cannot read that of the Swift compiler."""
    copy = pathlib.Path(folder) / "stripped"
    subprocess.run([require("strip"), "-o", copy, binary], check=True)
    return str(copy)


def make_sigsuspend(folder):
    source, library = pathlib.Path(folder) / "sigsuspend.c", pathlib.Path(folder) / "sigsuspend.so"
    source.write_text(SIGSUSPEND)
    subprocess.run([require("clang"), "-shared", "-fPIC", "-O1", "-o", library, source], check=True)
    return library


def callgrind(kind, folder):
    """A kind of proxy that runs under callgrind, which counts nothing until told to."""
    output = pathlib.Path(folder) / f"callgrind-{kind.__name__}"
    command = (
        "env", f"LD_PRELOAD={make_sigsuspend(folder)}", require("valgrind"), "--tool=callgrind", "--instr-atstart=no",
        f"--callgrind-out-file={output}", "--quiet")
    # A master process would be one more to count, and its worker out of reach.
    main = getattr(kind, "main", "") + " master_process off;"
    return type(kind.__name__, (kind,), {"under": command, "patience": PATIENCE, "main": main, "counted": output})


class Counter:
    """The instructions of a proxy that `callgrind` made."""

    def __init__(self, proxy):
        self.proxy, self.dumps = proxy, 0
        self.control("-i", "on")

    def control(self, *arguments):
        pid = str(self.proxy.process.child.pid)
        done = subprocess.run(
            [require("callgrind_control"), *arguments, pid], capture_output=True, text=True, timeout=PATIENCE)
        if done.returncode != 0 or "No active callgrind runs" in done.stdout + done.stderr:
            raise Problem(f"callgrind_control {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")

    def since_last(self):
        """Instructions since this was last asked."""
        self.control("-d")
        self.dumps += 1
        file = pathlib.Path(f"{self.proxy.counted}.{self.dumps}")
        for line in file.read_text(errors="replace").splitlines():
            if line.startswith(("totals:", "summary:")):
                return int(line.split()[1])
        raise Problem(f"{file} has no total")

    def per_request(self, workload, count):
        """What 2 N requests cost more than N, divided by N."""
        self.send(workload, WARM_UP)
        self.since_last()
        self.send(workload, count)
        once = self.since_last()
        self.send(workload, 2 * count)
        return (self.since_last() - once) / count

    def send(self, workload, count):
        request = workload.request
        connection = http.client.HTTPConnection("127.0.0.1", self.proxy.plain, timeout=PATIENCE)
        for _ in range(count):
            connection.request(request["method"], request["path"], request["body"], request["headers"])
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise Problem(f"{self.proxy.name} answers `{workload.title}` with {response.status} under callgrind")
        connection.close()
