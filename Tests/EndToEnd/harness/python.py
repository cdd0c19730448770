"""Python backends: gunicorn with an application of `applications/`."""

import importlib.util
import sys

import pytest

from .backends import APPLICATIONS
from .process import Process, free_port


class Gunicorn(Process):
    """Serves a WSGI application with gunicorn's default settings: `echo:app` is `app` of applications/echo.py."""

    def __init__(self, folder, application, *modules):
        for module in ("gunicorn", *modules):
            if importlib.util.find_spec(module) is None:
                pytest.skip(f"the Python package {module} is not installed")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        super().__init__(
            "gunicorn",
            [sys.executable, "-B", "-m", "gunicorn", "--chdir", APPLICATIONS, "--bind", f"127.0.0.1:{self.port}",
             application], folder)
        self.wait_for_port(self.port)
