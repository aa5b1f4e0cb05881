"""Starting programs, and never leaving one behind."""

import os
import signal
import socket
import subprocess
from contextlib import contextmanager, suppress

from .console import DevError

PATIENCE_SECONDS = 20
TAIL_LINES = 40


def run_logged(command, log, what, **options):
    """Run to the end with the output in `log`; a failure shows the end of that log."""
    with log.open("ab") as output:
        result = subprocess.run(
            [str(part) for part in command], stdout=output, stderr=subprocess.STDOUT, check=False, **options
        )
    if result.returncode:
        raise DevError(f"{what} failed (exit code {result.returncode}). Whole log: {log}\n{tail(log)}")


def tail(log, lines=TAIL_LINES):
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def foreground(command, **options):
    """Run with our terminal and return the exit code; if we are stopped, it gets time to clean up."""
    process = subprocess.Popen([str(part) for part in command], **options)
    try:
        return process.wait()
    except KeyboardInterrupt:  # the terminal has told the child as well
        _wait_or_kill(process)
        raise
    except BaseException:
        process.send_signal(signal.SIGINT)
        _wait_or_kill(process)
        raise


@contextmanager
def background(command, log, **options):
    """Run beside us in a session of its own (Ctrl-C reaches only us) and stop it at the end."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **options,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        _wait_or_kill(process)
        _kill_group(process.pid)


def _wait_or_kill(process):
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _kill_group(group):
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def free_port(preferred=0):
    """`preferred` if nobody listens there, else a port the kernel chooses."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise DevError("No free port on 127.0.0.1.")
