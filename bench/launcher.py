"""Runs a command and prints [exit code or null, seconds, megabytes at the peak] as JSON."""

import json
import os
import signal
import sys
import time


def launch(limit_s: float, words: list[str]) -> tuple[int | None, float, float]:
    null = os.open(os.devnull, os.O_RDWR)
    started = time.perf_counter()
    actions = [(os.POSIX_SPAWN_DUP2, null, stream) for stream in (0, 1, 2)]
    # Compiled modules are kept, as on a user's machine.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    pid = os.posix_spawnp(words[0], words, environment, file_actions=actions, setpgroup=0)
    while True:
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        elapsed = time.perf_counter() - started
        if ended:
            return os.waitstatus_to_exitcode(status), elapsed, usage.ru_maxrss / 1024
        if elapsed > limit_s:
            os.killpg(pid, signal.SIGKILL)
            os.wait4(pid, 0)
            return None, elapsed, 0.0
        time.sleep(0.002)


print(json.dumps(launch(float(sys.argv[1]), sys.argv[2:])))
