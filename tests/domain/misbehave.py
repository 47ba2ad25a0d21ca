"""A program that does what a hostile file would make a reader do; see test_untrusted.py."""

import os
import resource
import sys
import time
from pathlib import Path


def main(deed: str) -> None:
    data = sys.stdin.buffer.read()
    if deed == "answer":
        sys.stdout.buffer.write(data[::-1])
    elif deed == "tell":
        sys.stdout.write("\n".join(os.environ))
    elif deed == "sleep":
        time.sleep(60)
    elif deed == "spin":
        while True:
            pass
    elif deed == "close and sleep":
        os.close(1)
        time.sleep(60)
    elif deed == "grow":
        sys.stdout.write(str(len(bytearray(1 << 30))))
    elif deed == "chatter":
        while True:
            sys.stdout.write("x" * 65536)
    elif deed == "die":
        os.abort()
    elif deed == "write":
        Path(data.decode()).write_bytes(b"left behind")
    elif deed == "limits":
        sys.stdout.write(str(resource.getrlimit(resource.RLIMIT_AS)[0]))


if __name__ == "__main__":
    main(sys.argv[1])
