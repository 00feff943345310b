"""A command that the system ends leaves as with Ctrl-C: with a sentence, 130, and what it started ended with it."""

import os
import signal
from collections.abc import Iterator

import pytest

from flows import cli


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep what a command sets for its whole process away from the tests that follow."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    monkeypatch.setattr(cli, "_close_stderr", lambda: None)
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_former_release_stays(
    handlers: None,  # noqa: ARG001
    number: signal.Signals,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ended = []

    def command(**_options: object) -> None:
        try:
            os.kill(os.getpid(), number)
            signal.pause()
        finally:
            ended.append("its own server")  # as Prefect does when its interpreter ends in order

    monkeypatch.setattr(cli, "cli", command)
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 130
    assert "the former release stays" in capsys.readouterr().err
    assert ended == ["its own server"]
