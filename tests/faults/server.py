"""The real server, in a process group of its own, so that it can be killed as a power cut would."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
AWN = "app:create_app()"
START_WITHIN = 40.0  # seconds
UNSET = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "AWN_HTTPS", "AWN_PROXIES", "AWN_COUNTRY", "WEB_CONCURRENCY")


class Server:
    """gunicorn with the production configuration on a free port of this machine; killed and started at will.

    `instance` holds a prepared database (or `database` is the address of one), `application` what gunicorn serves."""

    def __init__(self, instance: Path, database: str | None = None, application: str = AWN, **env: str) -> None:
        self.instance, self.application = instance, application
        self.port = free_port()
        self.log = instance / f"server-{self.port}.log"
        self.env = {name: value for name, value in os.environ.items() if name not in UNSET} | {
            "AWN_INSTANCE": str(instance), "AWN_RATE_LIMITS": "0", "AWN_DEMO": "0",
            "HOST": "127.0.0.1", "PORT": str(self.port), **({"DATABASE_URL": database} if database else {}), **env,
        }  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Server":
        """Start, and wait until it is well."""
        command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", self.application]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.env, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
        self._wait_until_well()
        return self

    def kill(self) -> None:
        """SIGKILL to the whole group, master and workers; returns when nobody listens any more."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                return
            time.sleep(0.005)

    def stop(self) -> None:
        """Stop as an operator does, or kill what does not stop."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(10)
            self.process = None
        except subprocess.TimeoutExpired:
            self.kill()

    def workers(self) -> list[int]:
        """The process ids of the workers."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def _wait_until_well(self) -> None:
        deadline = time.monotonic() + START_WITHIN
        while time.monotonic() < deadline:
            if self.process is not None and self.process.poll() is not None:
                break
            if self._is_well():
                return
            time.sleep(0.02)
        self.stop()
        raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-4000:]}")

    def _is_well(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def __enter__(self) -> "Server":
        return self.start()

    def __exit__(self, *_: Any) -> None:
        self.stop()


def free_port() -> int:
    """A port of this machine on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
