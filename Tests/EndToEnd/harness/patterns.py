"""Compiled patterns that all gateways of a run share: those of the whole Core Rule Set take most of a minute to compile.

The gateway takes a folder only where it alone may write, so each has its own, with links to the same files. A file is
named for all that it depends on, and never changed: what is stored again takes its place.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import tempfile

FOLDER = "RAMPART_TEST_PATTERNS"


def begin():
    """Makes the folder for this process and those it starts; gives back what removes it."""
    if FOLDER in os.environ:
        return lambda: None
    folder = tempfile.TemporaryDirectory(prefix="rampart-patterns-")
    os.environ[FOLDER] = folder.name

    def end():
        del os.environ[FOLDER]
        folder.cleanup()

    return end


@contextlib.contextmanager
def shared(state, firewall):
    """For the start of a gateway with this section `waf` (None: it has none) and this state folder."""
    if not firewall or FOLDER not in os.environ:
        yield
        return
    folder = pathlib.Path(os.environ[FOLDER])
    known = folder / hashlib.sha256(json.dumps(firewall, sort_keys=True).encode()).hexdigest()
    with contextlib.ExitStack() as stack:
        if not known.exists():
            # The first compiles, the others wait for it. The lock is gone with whoever holds it.
            lock = stack.enter_context(open(folder / "lock", "w"))
            fcntl.flock(lock, fcntl.LOCK_EX)
        lend(state)
        yield
        link(state / "patterns", folder)
        known.touch()


def lend(state):
    """Puts what has been compiled so far into a state folder."""
    own = pathlib.Path(state) / "patterns"
    for folder in (own.parent, own):
        folder.mkdir(mode=0o700, exist_ok=True)
    if FOLDER in os.environ:
        link(pathlib.Path(os.environ[FOLDER]), own)


def link(source, target):
    for file in source.glob("*.patterns"):
        with contextlib.suppress(FileExistsError):
            os.link(file, target / file.name)
