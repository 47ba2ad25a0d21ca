"""The production server: few processes, a few threads each; nginx stands in front where clients are slow."""

import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
preload_app = True
keepalive = 30
timeout = 30
max_requests = 50_000
max_requests_jitter = 5_000
accesslog = None  # nginx logs requests; addresses of readers are kept nowhere else
forwarder_headers = ""  # no header says where the site's addresses begin: SCRIPT_NAME would change our links
control_socket_disable = True
