"""How gunicorn runs the API; used by ``verifier serve`` and by compose.yaml.

https://docs.gunicorn.org/en/stable/settings.html explains each name.
"""

from __future__ import annotations

from verifier.logs import log_settings

worker_class = "verifier.serving.gathering.GatheringWorker"
workers = 2
threads = 16  # half of them may be taken by held requests (wait=N)
backlog = 1024
worker_connections = 700  # with those that linger still fewer than the files that a process may mostly open
keepalive = 5
limit_request_fields = 60
timeout = 60  # longer than the longest wait that a caller may ask for
graceful_timeout = 5
control_socket_disable = True
worker_tmp_dir = None
forwarder_headers = ""  # no caller may say where the application is mounted
forwarded_allow_ips = ""  # nor that it came by another scheme
accesslog = "-"
access_log_format = "%(m)s %(U)s %(s)s %(M)s ms"  # no query: it may hold words of a claim
logconfig_dict = log_settings("api", access="gunicorn.access", errors="gunicorn.error")
