"""Failures the pipeline names, each with the exit code a scheduler sees.

A message is a sentence for the person who must act: where, what was found, what was expected, what to do.
It carries counts, codes and hashes, never the answers of a respondent.
"""

from typing import ClassVar


class PipelineError(Exception):
    """A failure the pipeline foresaw; the command line prints its message and leaves with `exit_code`."""

    exit_code: ClassVar[int] = 1


class ConfigError(PipelineError):
    """A setting, option or path of the run is wrong; nothing was read or written."""

    exit_code = 2


class SourceFileError(PipelineError):
    """A survey export cannot be used."""

    exit_code = 11


class UnforeseenError(PipelineError):
    """An error nobody foresaw; its traceback, which may quote a file, is in a private log and nowhere else."""

    exit_code = 70  # EX_SOFTWARE of sysexits.h


class ContractError(PipelineError):
    """A table or a release is not what its contract says; it is not published."""

    exit_code = 12


class ExpectationError(PipelineError):
    """The checks over a whole table or over time stopped the publication."""

    exit_code = 13


class StorageError(PipelineError):
    """The disk is full or failing, or a release or the ledger on it is damaged."""

    exit_code = 74  # EX_IOERR of sysexits.h


class LockedError(PipelineError):
    """Another run holds this data root; the same run may be tried again later."""

    exit_code = 75  # EX_TEMPFAIL of sysexits.h
