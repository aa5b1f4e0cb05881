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
    except BaseException as error:
        try:
            # To be told twice would cut short what the child does to clean up.
            if isinstance(error, KeyboardInterrupt) and _is_in_terminal():
                process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        finally:
            process.send_signal(signal.SIGINT)
            _wait_or_kill(process)
        raise


def _is_in_terminal():
    """Whether a Ctrl-C may come from a terminal, which tells our children as well; `kill -INT` tells nobody but us."""
    try:
        with open("/dev/tty") as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except OSError:  # there is none
        return False


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
        try:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            _wait_or_kill(process)
        finally:
            _kill_group(process.pid)


def _wait_or_kill(process):
    """Kill it when it takes too long, or at once when we are stopped again meanwhile: somebody is in a hurry."""
    try:
        process.wait(PATIENCE_SECONDS)
    except BaseException as error:
        process.kill()
        process.wait()
        if not isinstance(error, subprocess.TimeoutExpired):
            raise


def _kill_group(group):
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def free_port(preferred=0):
    """`preferred` if we may listen there, else a port the kernel chooses."""
    for port in (preferred, 0):
        with suppress(OSError):
            return _bind(port)
    raise DevError("No free port on 127.0.0.1.")


def chosen_port(port):
    """A port somebody asked for: that one or none."""
    try:
        return _bind(port)
    except OSError as error:
        raise DevError(
            f"Port {port} can't be used: {error.strerror}. Choose another one, or leave out --port."
        ) from None


def _bind(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        return probe.getsockname()[1]
