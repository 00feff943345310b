"""Install the notifications from a script: python notify_example.py < file-with-the-address.

The address is read from the input, so that its password stays out of the process list and the shell's history. It is the
same as `kepuasan notify`, for a ministry that keeps its addresses in a store of its own.
"""

import sys

from flows.automations import install_automations
from flows.errors import PipelineError

address = sys.stdin.readline().strip()
try:
    done = install_automations(address or None)
except PipelineError as error:
    sys.stderr.write(f"{error}\n")
    sys.exit(error.exit_code)
sys.stdout.write(f"{len(done.created)} new, {len(done.updated)} updated, channel: {done.channel}\n")
