from pathlib import Path

from odoo.tests.common import get_db_name

from ...benchmarks.mailing.processes import Script


class Worker(Script):
    """A process that does something of ``process.py`` at the same time as the test, each of its turns on command.

    It reads what was committed only.

    :param str what: a function of ``process.py``
    :param arguments: of that
    :param str database: another than that of the tests
    """

    def __init__(self, what, *arguments, database=None):
        super().__init__(Path(__file__).with_name("process.py"), database or get_db_name(), what, *arguments)

    def tell(self, word):
        """Tell it what its next turn is; return what it says of it."""
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        said = self.expect("did")
        self.expect("ready")
        return said

    def wait(self):
        """Return what it said until its end.

        :raise RuntimeError: when it failed; why stands on its standard error, which is that of the tests
        """
        output, _errors = self.process.communicate(timeout=60)
        if self.process.returncode or not output.endswith("done\n"):
            raise RuntimeError(f"The worker said {output!r} and ended with {self.process.returncode}.")
        return output

    def kill(self):
        """Kill it as the kernel would: no clean-up, no goodbye."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            stream.close()
