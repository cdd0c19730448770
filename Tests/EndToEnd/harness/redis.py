"""A Redis server of the test's own."""

from .process import Process, free_port, program


class Redis(Process):
    """Keeps nothing on disk; at the same port again after `restart`."""

    def __init__(self, folder, password=None, port=None):
        self.port = port or free_port()
        self.password = password
        command = [
            program("redis-server"), "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no",
            "--dir", str(folder)]
        if password:
            command += ["--requirepass", password]
        self.command = command
        super().__init__("redis", command, folder)
        self.wait_for_port(self.port)

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    def restart(self):
        """After `kill`: the same server, empty."""
        Process.__init__(self, "redis", self.command, self.folder)
        self.wait_for_port(self.port)
