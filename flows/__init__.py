"""When, where, with what, and what to do on failure. No arithmetic on survey values and no SQL lives here."""

from flows.quiet import hush

hush()
