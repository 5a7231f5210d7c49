"""How long the explorer keeps a person waiting: from its start to the first frame, from a key to the screen that it
asks for, and the same while a build runs; and what an open index adds to the memory. Measured on a pseudo-terminal, from
outside, on the real program.

  terminal.py --program .build/release/beamscope --index PREFIX --data FILE [--runs 10] [--size 200x60]
"""
import argparse
import fcntl
import os
import pty
import select
import statistics
import struct
import tempfile
import termios
import time

import pyte


class Terminal:
    """A program on a pseudo-terminal of its own."""

    def __init__(self, command, columns, rows, **environment):
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.began = self.arrived = time.perf_counter()
        self.process, self.descriptor = pty.fork()
        if self.process == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execve(command[0], command, {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8",
                                            "SWIFT_BACKTRACE": "interactive=no", **environment})

    def read_until(self, text, seconds=30.0):
        """Milliseconds from the last `send` (or the start) until `text` stands on the screen."""
        end = time.perf_counter() + seconds
        while not any(text in line for line in self.screen.display):
            if not self.read(end - time.perf_counter()):
                raise TimeoutError(f"{text!r} did not appear within {seconds} s")
        return 1000 * (self.arrived - self.began)

    def read(self, seconds):
        if not select.select([self.descriptor], [], [], max(0.0, seconds))[0]:
            return False
        output = os.read(self.descriptor, 1 << 16)
        self.arrived = time.perf_counter()  # before this emulator takes its own time
        self.stream.feed(output)
        return True

    def send(self, keys):
        while self.read(0):
            pass
        self.began = self.arrived = time.perf_counter()
        os.write(self.descriptor, keys.encode())

    def resident(self):
        """Resident memory in MiB: what the program allocated, and pages of files that it maps."""
        sizes = {}
        with open(f"/proc/{self.process}/status") as lines:
            for line in lines:
                name, _, rest = line.partition(":")
                if name in ("RssAnon", "RssFile", "RssShmem"):
                    sizes[name] = int(rest.split()[0]) / 1024
        return sizes

    def close(self):
        os.kill(self.process, 15)
        os.waitpid(self.process, 0)
        os.close(self.descriptor)


def show(name, values):
    values = sorted(values)
    print(f"{name:58} median {statistics.median(values):7.1f} ms   max {values[-1]:7.1f} ms   of {len(values)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("program", "index", "data"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--size", default="200x60")
    arguments = parser.parse_args()
    columns, rows = (int(x) for x in arguments.size.split("x"))
    program = os.path.abspath(arguments.program)

    first = []
    for _ in range(arguments.runs + 1):
        terminal = Terminal([program, "--fresh", arguments.index], columns, rows)
        first.append(terminal.read_until("help"))  # the end of the footer, which is drawn last
        terminal.close()
    show("start to first frame, index built", first[1:])

    terminal = Terminal([program, "--fresh", arguments.index], columns, rows)
    terminal.read_until("before the first hop")
    terminal.send(":row 17\r")  # the index may name no queries
    terminal.read_until("row 17 as query")
    terminal.send("c")
    terminal.read_until("answers, after")
    codes = os.path.getsize(arguments.index + "_pq_compressed.bin") / 2**20
    sizes = "  ".join(f"{name} {size:.1f}" for name, size in terminal.resident().items())
    print(f"resident after a search, MiB: {sizes}  (PQ codes {codes:.1f})")
    for key in "1234567":  # once each: what is read for the first time is read
        terminal.send(key)
        terminal.read_until(f"{key}▶")
    for key in "1234567":
        answers = []
        for _ in range(arguments.runs):
            terminal.send("8")
            terminal.read_until("8▶")
            terminal.send(key)
            answers.append(terminal.read_until(f"{key}▶"))
        show(f"key {key} to screen", answers)
    terminal.close()

    with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(arguments.index))) as folder:
        terminal = Terminal([program, "--fresh", arguments.index], columns, rows, XDG_CACHE_HOME=folder)
        terminal.read_until("help")
        terminal.send(f":build {os.path.abspath(arguments.data)}\r")
        terminal.read_until("Build an index")
        terminal.send(f"j\r{folder}/index\rr")
        terminal.read_until("link graph", 60)
        answers = []
        for key, anchor in [("1", "sample data and indexes"), ("2", "Build an index")] * arguments.runs:
            terminal.send(key)
            answers.append(terminal.read_until(anchor, 5))
        show("key to screen while a build runs on all processors", answers)
        terminal.close()


if __name__ == "__main__":
    main()
