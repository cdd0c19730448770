"""Chromium without a window, which trusts the test authority and finds every `.test` host on this machine."""

import contextlib
import os
import pathlib
import subprocess
import urllib.parse

from .process import program


class Browser:
    def __init__(self, folder, authority):
        # Imported here: who has no browser can still run all other tests.
        from playwright.sync_api import sync_playwright

        home = pathlib.Path(folder) / "home"
        database = home / ".pki" / "nssdb"
        database.mkdir(parents=True)
        certutil = [program("certutil"), "-d", f"sql:{database}"]
        subprocess.run([*certutil, "-N", "--empty-password"], check=True, capture_output=True)
        subprocess.run(
            [*certutil, "-A", "-t", "C,,", "-n", "test", "-i", authority.file], check=True, capture_output=True)
        executable = program("chromium")
        self._playwright = sync_playwright().start()
        try:
            # Debian's own, for none can be downloaded. Its sandbox needs more than a container's root has.
            self._browser = self._playwright.chromium.launch(
                executable_path=executable, chromium_sandbox=False, env=os.environ | {"HOME": str(home)},
                args=["--host-resolver-rules=MAP *.test 127.0.0.1"])
        except BaseException:
            self._playwright.stop()
            raise
        self.version = self._browser.version

    @contextlib.contextmanager
    def visit(self):
        """A visitor without a past: a `Visit`."""
        context = self._browser.new_context(accept_downloads=True)
        context.set_default_timeout(10_000)
        try:
            yield Visit(context)
        finally:
            context.close()

    def stop(self):
        self._browser.close()
        self._playwright.stop()


class Visit:
    """One page, and what the console says of it and of the pages behind it."""

    def __init__(self, context):
        self.context = context
        self.complaints = []
        context.on("console", self._heard)
        self.page = context.new_page()

    def _heard(self, message):
        if message.type in ("warning", "error"):
            self.complaints.append(f"{urllib.parse.urlsplit(message.location['url']).path}: {message.text}")

    def protocol(self):
        """What the page came over: `http/1.1` or `h2`."""
        return self.page.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol")

    def marks(self):
        """What scripts have left on the root element."""
        return self.page.evaluate("({...document.documentElement.dataset})")
