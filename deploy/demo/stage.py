"""The demo's processes: a supervisor of their own, folders of their own, and an end that leaves nothing behind."""

import contextlib
import os
import pathlib
import shutil
import signal
import socket
import string
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
#: Marks every process of one demo: the environment variable that they inherit.
MARK = "FAXPOST_DEMO"
#: The link from a demo's folder to the folder of its sockets.
SOCKETS = "sockets"
#: Lines of a log that are shown when something went wrong.
TAIL = 15


class Trouble(Exception):
    """Something went wrong; the message says what, the logs say more."""


class Interrupted(BaseException):
    """Ctrl-C, or a signal that asks us to end."""


class Interrupts:
    """Turns the first SIGINT, SIGTERM or SIGHUP into `Interrupted`, and holds it back where it would do harm."""

    def __init__(self):
        self._held = 0
        self._pending = False
        self._raised = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._arrived)

    def _arrived(self, *_):
        self._pending = True
        self._raise()

    def _raise(self):
        if self._pending and not self._held and not self._raised:
            self._raised = True
            raise Interrupted

    @contextlib.contextmanager
    def held(self):
        """Within, nothing is interrupted; what arrived meanwhile takes effect at the end."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
        self._raise()

    def ignore(self):
        """From now on nothing is interrupted."""
        self._held += 1


class Stage:
    """The folder, the addresses and the processes of one demo."""

    def __init__(self, interrupts, speed, turbo):
        self._interrupts = interrupts
        self._supervisor = None
        self.mark = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}"
        self.folder = PROJECT / ".build" / "demo" / self.mark
        # Sockets have short paths (108 octets), and the project may lie deep.
        self.sockets = pathlib.Path(tempfile.mkdtemp(prefix="faxpost-"))
        os.environ[MARK] = self.mark
        self.log = self.folder / "log"
        self.received = self.folder / "received"
        self.mailbox = self.folder / "mailbox"
        self.binaries = PROJECT / ".build" / "release"
        self.our_number = "493023125231"
        self.far_number = "493023125431"
        self.mail_in, self.mail_out, self.ldap = free_ports(3)
        self._values = {
            "folder": self.folder, "sockets": self.sockets, "binaries": self.binaries, "demo": HERE,
            "our_number": self.our_number, "far_number": self.far_number, "speed": speed, "turbo": turbo,
            "mail_in": self.mail_in, "mail_out": self.mail_out, "ldap": self.ldap,
            "user": "user=root" if os.geteuid() == 0 else "",
        }

    @property
    def configuration(self):
        """The configuration file of the programs."""
        return self.folder / "faxpost.yaml"

    @property
    def supervisor_configuration(self):
        """The configuration file of the supervisor."""
        return self.folder / "supervisord.conf"

    def build(self):
        """Makes folders and files, and fills the directory."""
        for folder in (self.log, self.received, self.folder / "directory" / "directory"):
            folder.mkdir(parents=True)
        (self.folder / SOCKETS).symlink_to(self.sockets)
        for name in ("faxpost.yaml", "supervisord.conf"):
            template = string.Template((HERE / f"{name}.in").read_text())
            (self.folder / name).write_text(template.substitute(self._values))
        company = HERE.parent / "directory"
        text = (company / "slapd.conf.in").read_text()
        (self.folder / "directory" / "slapd.conf").write_text(
            text.replace("@FOLDER@", str(self.folder / "directory")))
        run(["/usr/sbin/slapadd", "-q", "-f", self.folder / "directory" / "slapd.conf", "-l", company / "company.ldif"],
            "the directory can't be filled")

    def start(self):
        """Starts the supervisor, and with it everything; in a session of its own, which Ctrl-C does not reach."""
        with self._interrupts.held():
            self._supervisor = subprocess.Popen(
                ["/usr/bin/supervisord", "-c", str(self.supervisor_configuration)],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=(self.log / "supervisord.err").open("w"), start_new_session=True)

    def await_condition(self, what, seconds, condition):
        """Waits until `condition()` gives something, and returns that; in trouble when it takes longer than `seconds`."""
        deadline = time.monotonic() + seconds
        while True:
            result = condition()
            if result:
                return result
            self.check()
            if time.monotonic() > deadline:
                raise Trouble(f"{what}: not within {seconds} seconds")
            time.sleep(0.1)

    def check(self):
        """In trouble when a process has ended for good."""
        if self._supervisor.poll() is not None:
            raise Trouble(f"supervisord has ended with code {self._supervisor.returncode}")
        for name, state, _ in self.processes():
            if state == "FATAL":
                raise Trouble(f"{name} does not stay up")

    def processes(self):
        """Name (group:process), state and description of every process."""
        lines = [line.split(None, 2) for line in self.supervisorctl("status").splitlines()]
        # A group's only process, if it has the group's name, is called by that alone.
        return [(name if ":" in name else f"{name}:{name}", state, rest) for name, state, rest in
                (line for line in lines if len(line) == 3 and line[1].isupper())]

    def supervisorctl(self, *arguments):
        """What supervisorctl prints; its exit code tells of processes that do not run, and is of no use."""
        return subprocess.run(
            ["/usr/bin/supervisorctl", "-c", str(self.supervisor_configuration), *arguments],
            capture_output=True, text=True, check=False).stdout

    def stop(self):
        """Ends every process, by force what does not end when it is asked to; returns those that force was needed for."""
        self._interrupts.ignore()
        if self._supervisor:
            self._supervisor.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._supervisor.wait(30)
        forced = {}
        for number in (signal.SIGTERM, signal.SIGKILL):
            deadline = time.monotonic() + 3
            left = marked_processes(self.mark)
            if number == signal.SIGKILL:
                forced = left
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
            while marked_processes(self.mark) and time.monotonic() < deadline:
                time.sleep(0.05)
        shutil.rmtree(self.sockets, ignore_errors=True)
        return list(forced.values())

    def log_tails(self):
        """The last lines of every log that has any."""
        for path in sorted(self.log.glob("*")) if self.log.exists() else []:
            lines = path.read_text(errors="replace").splitlines()
            if lines:
                yield path, lines[-TAIL:]


def marked_processes(mark):
    """The processes of the demo `mark`, as pid and name; this one and zombies aside."""
    found = {}
    wanted = f"{MARK}={mark}".encode()
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            marked = wanted in (folder / "environ").read_bytes().split(b"\0")
            if marked and int(folder.name) != os.getpid():
                found[int(folder.name)] = (folder / "comm").read_text().strip()
        except OSError:  # ended meanwhile, or somebody else's
            continue
    return found


def remove_earlier(current):
    """Removes what earlier demos left for people to look at, but for those that still run."""
    for folder in current.parent.glob("*"):
        if folder != current and not marked_processes(folder.name):
            with contextlib.suppress(OSError):
                shutil.rmtree((folder / SOCKETS).readlink(), ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)


def free_ports(count):
    """So many TCP ports of the loopback interface that nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def listens(port):
    """Whether somebody listens on this port of the loopback interface."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def run(command, complaint, **environment):
    """What `command` prints; in trouble when its exit code is not 0. `environment` goes beside ours."""
    result = subprocess.run([str(word) for word in command], env=os.environ | environment,
                            capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise Trouble(f"{complaint}: {(result.stderr or result.stdout).strip()}")
    return result.stdout
