"""Children start together and end together, whatever happens to whom."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

# A child that starts a worker of its own, tells both numbers, and may ignore being told to stop.
CHILD = """
import os, signal, subprocess, sys, time
worker = subprocess.Popen(["sleep", "600"])
stubborn = sys.argv[1] == "stubborn"
def stop(*_):
    if not stubborn:
        worker.kill()
        os._exit(0)
signal.signal(signal.SIGTERM, stop)
os.write(1, f"{os.getpid()} {worker.pid}\\n".encode())  # at once: both write into one pipe
end = time.monotonic() + float(sys.argv[2])
while time.monotonic() < end:
    time.sleep(0.05)
os._exit(3)
"""
PARENT = """
import sys
from zuoxi.config import supervisor
supervisor._GRACE_SECONDS = 1.0
python = [sys.executable, "-c", sys.argv[1]]
children = [supervisor.Child(each[0], [*python, *each]) for each in map(str.split, sys.argv[2:])]
with supervisor.Family(children) as family:
    sys.exit(family.wait())
"""


class Parent:
    """A supervisor in a process of its own, with the numbers of everything it started."""

    def __init__(self, *kinds):
        self.process = subprocess.Popen(
            [sys.executable, "-c", PARENT, CHILD, *kinds],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        lines = [self.process.stdout.readline() for _kind in kinds]
        self.started = [int(number) for line in lines for number in line.split()]

    def end(self):
        _out, self.said = self.process.communicate(timeout=20)
        return self.process.returncode


@pytest.fixture
def parent():
    made = []

    def make(*kinds):
        made.append(Parent(*kinds))
        return made[-1]

    yield make
    for each in made:
        each.process.kill()
        each.process.communicate()
        for pid in each.started:
            if is_running(pid):
                os.kill(pid, signal.SIGKILL)


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_gone(pids):
    deadline = time.monotonic() + 10
    while any(is_running(pid) for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all_of_them_cleanly(parent, number):
    family = parent("web 60", "worker 60")
    assert len(family.started) == 4
    family.process.send_signal(number)

    assert family.end() == 0
    assert not any(is_running(pid) for pid in family.started)


def test_a_child_that_does_not_listen_is_killed_with_its_worker(parent):
    family = parent("web 60", "stubborn 60")
    family.process.send_signal(signal.SIGINT)

    assert family.end() == 0
    assert not any(is_running(pid) for pid in family.started)


def test_when_one_dies_the_others_are_ended_and_it_is_named(parent):
    family = parent("web 60", "worker 0.2")

    assert family.end() == 1
    assert "The worker process ended unexpectedly (exit code 3)" in family.said
    assert not any(is_running(pid) for pid in family.started)


def test_when_one_is_killed_the_signal_is_named(parent):
    family = parent("web 60", "worker 60")
    os.kill(family.started[0], signal.SIGKILL)

    # Which of the two has said first that it started is up to the machine.
    assert family.end() == 1
    assert re.search(r"The (web|worker) process ended unexpectedly \(signal SIGKILL\)", family.said)
    assert not any(is_running(pid) for pid in family.started)


def test_a_killed_supervisor_leaves_nobody_behind(parent):
    family = parent("web 60", "worker 60")
    family.process.kill()

    wait_until_gone(family.started)
