"""Runs a command where there is no network but loopback: a namespace of its own, made with unshare."""

import fcntl
import os
import socket
import struct
import sys

_SIOCSIFFLAGS = 0x8914
_IFF_UP_RUNNING = 0x1 | 0x40


def main() -> None:
    """Bring the namespace's loopback up and become the command."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
        fcntl.ioctl(device, _SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", _IFF_UP_RUNNING))
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - the test's own command


if __name__ == "__main__":
    main()
