"""Switches off everything that would phone home, before the libraries that do it are imported.

Prefect and Great Expectations both send usage data by default. A ministry's machine must not; nothing here needs a
network. Values that the operator has set in the environment win.
"""

import os
from typing import Final

_QUIET: Final = {
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
    # A cold start migrates a database; on a busy machine with two cores it can take a minute.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
}


def hush() -> None:
    """Set the environment so that no library sends anything."""
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)


def mute_prefect() -> None:
    """Keep Prefect's own log lines off the terminal of a command; the command has its own display."""
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "CRITICAL")
