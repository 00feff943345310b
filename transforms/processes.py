"""Processes of a pool that do not outlive the one that started them."""

import multiprocessing
import os
import threading


def end_with_parent() -> None:
    """Let this process of a pool end as soon as the process that started it has died; the initializer of every pool.

    An executor of the standard library ends its processes when it is shut down. Killed, it cannot, and they would wait
    for work for ever, each with the memory of all that it has imported.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, name="ends with its parent", daemon=True).start()
