"""Drives a headless Chromium over the DevTools protocol by pipe: no web socket, no extra package."""

import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium")
PATIENCE = 120  # seconds; the first start beside a busy test process took more than 20 on two cores

# The protocol's pipe is on descriptors 3 and 4; a process of its own puts it there.
_LAUNCHER = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 60) for end in sys.argv[1:3]]
for place, end in zip((3, 4), ends):
    os.dup2(end, place, inheritable=True)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Page:
    """One tab, with everything it complained about."""

    def __init__(self, command: int, answer: int) -> None:
        self._command, self._answer = command, answer
        self._buffer = b""
        self._number = 0
        self._session: str | None = None
        self.complaints: list[str] = []
        self.requested: list[str] = []
        self._loads = 0
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self._call(f"{domain}.enable")

    def open(self, url: str) -> None:
        self._loads = 0
        self._call("Page.navigate", url=url)
        self.wait_for_load()

    def click(self, selector: str) -> None:
        self._loads = 0
        self.value(f"document.querySelector({json.dumps(selector)}).click()")
        self.wait_for_load()

    def value(self, expression: str) -> Any:
        """What an expression is in the page."""
        result = self._call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in result:
            raise AssertionError(result["exceptionDetails"]["text"])
        return result["result"].get("value")

    def wait_for_load(self, seconds: float = PATIENCE) -> None:
        end = time.monotonic() + seconds
        while not self._loads:
            self._receive(end)

    def _call(self, method: str, **params: Any) -> Any:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._command, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + PATIENCE
        while True:
            answer = self._receive(end)
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']}")
                return answer["result"]

    def _receive(self, end: float) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            if not select.select([self._answer], [], [], max(0, end - time.monotonic()))[0]:
                raise TimeoutError("Chromium did not answer")
            read = os.read(self._answer, 1 << 16)
            if not read:
                raise ConnectionError("Chromium is gone")
            self._buffer += read
        line, self._buffer = self._buffer.split(b"\0", 1)
        message: dict[str, Any] = json.loads(line)
        self._note(message.get("method", ""), message.get("params", {}))
        return message

    def _note(self, method: str, params: dict[str, Any]) -> None:
        if method == "Page.loadEventFired":
            self._loads += 1
        elif method == "Network.requestWillBeSent":
            self.requested.append(params["request"]["url"])
        elif method == "Network.loadingFailed":
            self.complaints.append(f"failed: {params['errorText']}")
        elif method == "Network.responseReceived" and params["response"]["status"] >= 400:
            self.complaints.append(f"{params['response']['status']}: {params['response']['url']}")
        elif method == "Log.entryAdded":
            self.complaints.append(f"log: {params['entry']['text']}")
        elif method in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown"):
            self.complaints.append(f"{method}: {json.dumps(params)[:300]}")


@contextmanager
def page(profile: Path) -> Iterator[Page]:
    """A tab of a Chromium that can reach nothing but this machine."""
    to_browser, command = os.pipe()
    answer, from_browser = os.pipe()

    assert CHROMIUM is not None
    flags = [
        "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", f"--user-data-dir={profile}",
        "--proxy-server=127.0.0.1:9", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1280,1000",
    ]  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-c", _LAUNCHER, str(to_browser), str(from_browser), CHROMIUM, *flags],
        pass_fds=(to_browser, from_browser),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(to_browser)
        os.close(from_browser)
        try:
            yield Page(command, answer)
        finally:
            process.kill()
            os.close(command)
            os.close(answer)
