"""Run as a process in a home: a worker for each line read, forked with everything imported, so that
a thousand of them cost a thousand runs and not a thousand starts of Python. Prints its process id.

A worker that is forked is the same program: nothing is open yet when it begins.
"""

from __future__ import annotations

import os
import signal
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storelink.config.settings")
django.setup()

from storelink.sync import worker  # noqa: E402

if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead leave no process behind
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.close(sys.stdin.fileno())
            worker.main()
        print(child, flush=True)
