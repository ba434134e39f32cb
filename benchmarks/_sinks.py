"""Takes mails or webhooks on loopback as they come, and writes down which. Run as a process of its own."""

import asyncio
import re
import sys
from pathlib import Path
from typing import TextIO

_MESSAGE_ID = re.compile(rb"^message-id: *(\S+)", re.MULTILINE | re.IGNORECASE)
_WEBHOOK_ID = re.compile(rb"^webhook-id: *(\S+)", re.MULTILINE | re.IGNORECASE)
_LENGTH = re.compile(rb"^content-length: *(\d+)", re.MULTILINE | re.IGNORECASE)


async def take_mail(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, taken: TextIO) -> None:
    """One connection of a mail server that says yes to everything."""
    writer.write(b"220 sink\r\n")
    while line := await reader.readline():
        command = line[:4].upper()
        if command == b"EHLO":
            writer.write(b"250-sink\r\n250-SIZE 20000000\r\n250 SMTPUTF8\r\n")
        elif command == b"DATA":
            writer.write(b"354 go on\r\n")
            mail = await reader.readuntil(b"\r\n.\r\n")
            _note(taken, _MESSAGE_ID, mail)
            writer.write(b"250 taken\r\n")
        elif command == b"QUIT":
            writer.write(b"221 bye\r\n")
            break
        else:
            writer.write(b"250 fine\r\n")
    writer.close()


async def take_posts(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, taken: TextIO) -> None:
    """One connection of a web server that says yes to every post."""
    while True:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            break
        length = _LENGTH.search(head)
        await reader.readexactly(int(length[1]) if length else 0)
        _note(taken, _WEBHOOK_ID, head)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    writer.close()


def _note(taken: TextIO, name: re.Pattern[bytes], said: bytes) -> None:
    found = name.search(said)
    taken.write(f"{found[1].decode() if found else '?'}\n")
    taken.flush()


async def main(kind: str, port: int, file: Path) -> None:
    """Serve until killed."""
    take = {"mail": take_mail, "webhook": take_posts}[kind]
    with file.open("w") as taken:
        server = await asyncio.start_server(lambda r, w: take(r, w, taken), "127.0.0.1", port, limit=2**24)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
