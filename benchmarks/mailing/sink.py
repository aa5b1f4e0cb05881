"""An SMTP server that accepts everything, as fast as Python goes: ``python sink.py LOG [PORT]``.

It says on which port it listens, and writes one line per e-mail it has accepted to its log: the recipient and the
Message-ID. The line is on its way to the disk before the server says "250" to the text.
"""

import asyncio
import re
import sys

MESSAGE_ID = re.compile(rb"^Message-Id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
ADDRESS = re.compile(rb"<([^>]*)>")
END = b"\r\n.\r\n"


class Session(asyncio.Protocol):
    """One connection: commands until DATA, then text until a line with a dot alone."""

    def __init__(self, log):
        self.log = log
        self.buffer = b""
        self.recipients = []
        self.in_text = False

    def connection_made(self, transport):
        self.transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data):
        self.buffer += data
        while (self._take_text if self.in_text else self._take_command)():
            pass

    def _take_command(self):
        line, end, rest = self.buffer.partition(b"\r\n")
        if not end:
            return False
        self.buffer = rest
        verb = line[:4].upper()
        if verb == b"DATA":
            self.in_text = True
            self.transport.write(b"354 go on\r\n")
        elif verb == b"QUIT":
            self.transport.write(b"221 bye\r\n")
            self.transport.close()
        else:
            if verb == b"RCPT":
                self.recipients.append(ADDRESS.search(line)[1].decode())
            self.transport.write(b"250 OK\r\n")
        return True

    def _take_text(self):
        text, end, rest = self.buffer.partition(END)
        if not end:
            return False
        self.buffer = rest
        found = MESSAGE_ID.search(text)
        message_id = found[1].decode() if found else "-"
        for address in self.recipients:
            self.log.write(f"{address} {message_id}\n")
        self.log.flush()
        self.recipients = []
        self.in_text = False
        self.transport.write(b"250 OK\r\n")
        return True


async def main(path, port=0):
    with open(path, "a", encoding="utf-8") as log:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Session(log), "127.0.0.1", int(port))
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
