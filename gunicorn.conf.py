"""The production server: few processes, a few threads each; nginx stands in front where clients are slow."""

import contextlib
import ctypes
import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
preload_app = True
keepalive = 30
timeout = 30
max_requests = 50_000
max_requests_jitter = 5_000


def post_fork(_server: object, _worker: object) -> None:
    """Few arenas: by default each thread keeps memory of its own that it has long freed (M_ARENA_MAX is -8)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(-8, 2)


accesslog = None  # nginx logs requests; addresses of readers are kept nowhere else
forwarder_headers = ""  # no header says where the site's addresses begin: SCRIPT_NAME would change our links
control_socket_disable = True
