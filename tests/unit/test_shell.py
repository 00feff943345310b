"""How the errors of a step end: a full disk with a sentence and 74, what may pass as it is, all else without a cell."""

import errno
import os
from collections.abc import Callable

import pytest

from flows import shell
from flows.errors import ConfigError, StorageError, UnforeseenError
from flows.shell import discreet


def failing(error: Exception) -> Callable[[], None]:
    @discreet
    def check() -> None:
        raise error

    return check


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_a_disk_that_takes_nothing_more_is_said_so_whichever_library_wrote(number: int) -> None:
    with pytest.raises(StorageError, match=rf"While running check.*{os.strerror(number)}.*run again") as ended:
        failing(OSError(number, os.strerror(number)))()
    assert ended.value.exit_code == 74


def test_an_input_output_error_stays_one_for_reading_may_be_tried_again() -> None:
    with pytest.raises(OSError, match="Input/output"):
        failing(OSError(errno.EIO, os.strerror(errno.EIO)))()


def test_our_own_sentences_stay_as_they_are() -> None:
    with pytest.raises(ConfigError, match="found 13"):
        failing(ConfigError("Month: found 13, expected 1 to 12."))()


def test_what_nobody_foresaw_quotes_no_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "keep_traceback", lambda _error: "private.log")
    with pytest.raises(UnforeseenError) as ended:
        failing(ValueError("3171234567890001 is no score"))()
    assert str(ended.value) == "An error nobody foresaw (ValueError); please report it with private.log."
