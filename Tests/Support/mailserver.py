"""The mail server of the tests: aiosmtpd, which keeps every mail as a file and says so.

    mailserver.py PORT FOLDER [--defer N] [--refuse] [--stall] [--refuse-to ADDRESS] [--defer-to ADDRESS]
        [--trouble COMMAND=WHAT]

A mail that it has kept in FOLDER/1.eml, FOLDER/2.eml, ... it tells by a line 'kept 1'; the envelope stands before the
mail as X-Envelope-From and X-Envelope-To, and when it was kept (seconds since 1970) as X-Kept. The first N mails are
deferred (451) and told by 'deferred'. With --refuse, all are refused (550). With --stall, mails are kept but never
answered. --refuse-to and --defer-to, which may be repeated, are about single recipients: they are refused, or deferred once. Each --trouble is had once, in their order, and told by a line
'trouble 1': at this command (EHLO, MAIL, RCPT, or DATA for the end of the data) the reply is WHAT, or nothing because the connection is
closed (drop), or as ever after a second (slow).
"""

import argparse
import asyncio
import pathlib
import time

from aiosmtpd.controller import Controller


class Keeper:
    """Keeps mails."""

    def __init__(self, options):
        self._options = options
        self._deferred = 0
        self._kept = 0
        self._late = set(options.defer_to)
        self._troubles = [trouble.split("=", 1) for trouble in options.trouble]
        self._had = 0

    async def _trouble(self, server, command):
        """What is wrong at this command, as a reply; None for nothing."""
        if self._had == len(self._troubles) or self._troubles[self._had][0] != command:
            return None
        what = self._troubles[self._had][1]
        self._had += 1
        print(f"trouble {self._had}", flush=True)
        if what == "drop":
            server.transport.abort()
            return "421 4.3.2 Nobody reads this"
        if what == "slow":
            await asyncio.sleep(1)
            return None
        return what

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # pylint: disable=invalid-name,unused-argument,too-many-arguments,too-many-positional-arguments
        """Answers EHLO."""
        session.host_name = hostname
        trouble = await self._trouble(server, "EHLO")
        return [trouble] if trouble else responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # pylint: disable=invalid-name,unused-argument,too-many-arguments,too-many-positional-arguments
        """Answers a sender."""
        trouble = await self._trouble(server, "MAIL")
        if trouble:
            return trouble
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Ok"

    async def handle_RCPT(self, server, session, envelope, address, options):  # pylint: disable=invalid-name,unused-argument,too-many-arguments
        """Answers a recipient."""
        trouble = await self._trouble(server, "RCPT")
        if trouble:
            return trouble
        if address in self._options.refuse_to:
            return "550 5.1.1 Nobody here"
        if address in self._late:
            self._late.remove(address)
            return "450 4.2.1 Not now"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server, session, envelope):  # pylint: disable=invalid-name,unused-argument
        """Answers the end of a mail's data."""
        trouble = await self._trouble(server, "DATA")
        if trouble:
            return trouble
        if self._deferred < self._options.defer:
            self._deferred += 1
            print("deferred", flush=True)
            return "451 4.3.0 Not now"
        if self._options.refuse:
            return "550 5.1.1 Nobody here"
        self._kept += 1
        head = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n"
        head += f"X-Kept: {time.time():.3f}\r\n"
        path = pathlib.Path(self._options.folder) / f"{self._kept}.eml"
        path.write_bytes(head.encode() + envelope.original_content)
        print(f"kept {self._kept}", flush=True)
        if self._options.stall:
            await asyncio.Event().wait()
        return "250 2.0.0 Kept"


def main():
    """Serves until it is killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("folder")
    parser.add_argument("--defer", type=int, default=0)
    parser.add_argument("--refuse", action="store_true")
    parser.add_argument("--stall", action="store_true")
    parser.add_argument("--refuse-to", action="append", default=[])
    parser.add_argument("--defer-to", action="append", default=[])
    parser.add_argument("--trouble", action="append", default=[])
    options = parser.parse_args()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    controller = Controller(Keeper(options), hostname="127.0.0.1", port=options.port)
    controller.start()
    print("listening", flush=True)
    loop.run_forever()


if __name__ == "__main__":
    main()
