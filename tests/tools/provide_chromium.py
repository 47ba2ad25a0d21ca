"""Install Chromium for the browser tests when it is missing and this machine can; say so in one line when not."""

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find() -> str | None:
    """The system's Chromium."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> None:
    if find():
        return
    if shutil.which("apt-get") and os.getuid() == 0:
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if not find():
        print("Chromium is missing and could not be installed here: the browser tests will be skipped.")


if __name__ == "__main__":
    main()
