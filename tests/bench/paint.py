"""The first paint over slow networks, in Chromium: reported, since it is the network's more than ours.

DevTools delays each answer by the latency and does not count handshakes: a TCP connection over this network costs one
latency more, with TLS 1.3 two."""

from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from tests.bench.house import House
from tests.bench.report import Report
from tests.faults.server import Server

NETWORKS = {"Slow 3G (400 kbit/s, 400 ms)": (400_000, 400), "2G (50 kbit/s, 800 ms)": (50_000, 800)}
CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), None)
VISITS = 3
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def measure(house: House, report: Report) -> None:
    with Server(house.folder, house.database) as awn, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            for name, (bits, latency) in NETWORKS.items():
                paints = [_first_paint(browser, awn.port, bits, latency) for _ in range(VISITS)]
                handshakes = f"+ {2 * latency / 1000:.1f} s TCP and TLS"
                report.add(f"first paint over {name}", f"{median(paints):.2f} s {handshakes}")
        finally:
            browser.close()


def _first_paint(browser: Browser, port: int, bits: int, latency: int) -> float:
    """Seconds until the first content shows, with nothing cached."""
    context = browser.new_context()
    try:
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        speed = bits / 8
        network.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": latency, "downloadThroughput": speed, "uploadThroughput": speed},
        )
        page.goto(f"http://127.0.0.1:{port}/needs", timeout=120_000)
        page.wait_for_function(PAINTED, timeout=120_000)
        return float(page.evaluate(PAINTED)) / 1000
    finally:
        context.close()
