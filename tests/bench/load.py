"""Requests from a process of their own over connections that stay open: `python -m tests.bench.load`.

Reads the port, how many connections, and the requests from its input; writes how many answers of each status came
and how many seconds it took. wrk is quicker, but is not everywhere, and cannot send each click with a key of its own;
what is measured is the server's time, so the client only has to be the same for all."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")  # per second
ROOT = Path(__file__).resolve().parents[2]


def send(port: int, requests: list[str], connections: int, times: int = 1) -> dict[str, float]:
    """Send each request so many times, shared out over the connections; gives answers by status, and `seconds`."""
    order = json.dumps({"port": port, "requests": requests, "connections": connections, "times": times})
    command = [sys.executable, "-m", "tests.bench.load"]
    done = subprocess.run(command, input=order, capture_output=True, text=True, check=True, cwd=ROOT)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def cpu(pids: list[int]) -> float:
    """The seconds of processor time, user's and system's, that these processes have used."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICK


def memory(pids: list[int]) -> tuple[float, float]:
    """The largest resident and proportional size of one of these processes, in MB."""
    sizes = {"Rss": 0, "Pss": 0}
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            name = line.split(":")[0]
            if name in sizes:
                sizes[name] = max(sizes[name], int(line.split()[1]))
    return sizes["Rss"] / 1000, sizes["Pss"] / 1000


def _talk(port: int, requests: list[bytes], statuses: Counter[str]) -> None:
    with socket.create_connection(("127.0.0.1", port), 30) as connection, connection.makefile("rb") as answers:
        for request in requests:
            connection.sendall(request)
            status = answers.readline(1000).split(b" ")[1].decode()
            length = 0
            while (line := answers.readline(10_000)) not in (b"\r\n", b""):
                if line[:15].lower() == b"content-length:":
                    length = int(line[15:])
            if status != "304":
                answers.read(length)
            statuses[status] += 1


def main() -> None:
    order = json.load(sys.stdin)
    requests = [request.encode() for request in order["requests"]] * order["times"]
    statuses: list[Counter[str]] = [Counter() for _ in range(order["connections"])]
    threads = [
        threading.Thread(target=_talk, args=(order["port"], requests[place :: len(statuses)], counter))
        for place, counter in enumerate(statuses)
    ]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total: Counter[str] = sum(statuses, Counter())
    print(json.dumps({**total, "seconds": time.monotonic() - began}))


if __name__ == "__main__":
    main()
