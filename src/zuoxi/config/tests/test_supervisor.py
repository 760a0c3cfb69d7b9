"""Children start together and end together, whatever happens to whom."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

# A child that starts a worker of its own and tells both numbers. It may ignore being told to stop,
# and as a successor die or never be ready.
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
is_first = os.environ["ZUOXI_GENERATION"] == "1"
if is_first or sys.argv[1] != "late":
    os.write(int(os.environ["ZUOXI_READY"]), b"2.")
    if not is_first and sys.argv[1] == "mortal":
        worker.kill()
        os._exit(4)
    os.write(int(os.environ["ZUOXI_READY"]), b".")
end = time.monotonic() + float(sys.argv[2])
while time.monotonic() < end:
    time.sleep(0.05)
os._exit(3)
"""
PARENT = """
import os, sys
from zuoxi.config import supervisor
supervisor._GRACE_SECONDS = 1.0
supervisor._RELOAD_SECONDS = 10.0 if "late 60" in sys.argv else 60.0
def child(name, seconds, program=sys.executable):
    return supervisor.Child(name, [program, "-c", sys.argv[1], name, seconds])
children = [child(*each.split()) for each in sys.argv[2:]]
preparation = supervisor.Child("preparation", [os.environ["PREPARATION"]])
with supervisor.Family(children, preparation=preparation) as family:
    sys.exit(family.wait(lambda: None))
"""


class Parent:
    """A supervisor in a process of its own, with the numbers of everything it started."""

    def __init__(self, *kinds, preparation="true"):
        self.process = subprocess.Popen(
            [sys.executable, "-c", PARENT, CHILD, *kinds],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PREPARATION": str(preparation)},
        )
        self.started = []
        self.see_start(len(kinds))

    def see_start(self, children):
        """Wait until so many children have told their numbers; return these and their workers'."""
        lines = [self.process.stdout.readline() for _child in range(children)]
        new = [int(number) for line in lines for number in line.split()]
        self.started += new
        return new

    def see(self, words):
        """Wait until the supervisor tells this."""
        for line in self.process.stderr:
            if words in line:
                return line
        raise AssertionError(words)

    def end(self):
        self.left, self.said = self.process.communicate(timeout=20)
        return self.process.returncode


@pytest.fixture
def parent():
    made = []

    def make(*kinds, **known):
        made.append(Parent(*kinds, **known))
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


def test_on_a_reload_successors_take_over(parent):
    family = parent("web 60", "worker 60")
    first = list(family.started)
    # It may come before the children are ready: then it waits.
    family.process.send_signal(signal.SIGUSR1)
    second = family.see_start(2)
    assert all(is_running(pid) for pid in first)
    family.see("The installed version serves.")
    wait_until_gone(first)

    assert all(is_running(pid) for pid in second)
    family.process.send_signal(signal.SIGTERM)
    assert family.end() == 0
    assert not any(is_running(pid) for pid in second)


def test_one_that_does_not_leave_is_ended_with_the_family(parent):
    family = parent("stubborn 60")
    family.process.send_signal(signal.SIGUSR1)
    family.see_start(1)
    family.see("The installed version serves.")
    assert all(is_running(pid) for pid in family.started)

    family.process.send_signal(signal.SIGTERM)
    assert family.end() == 0
    assert not any(is_running(pid) for pid in family.started)


def test_a_version_that_cannot_serve_is_not_started(parent):
    family = parent("web 60", "worker 60", preparation="false")
    family.process.send_signal(signal.SIGUSR1)
    said = family.see("was not loaded")

    assert "its preparation process ended (exit code 1)" in said
    assert all(is_running(pid) for pid in family.started)
    family.process.send_signal(signal.SIGTERM)
    assert family.end() == 0
    assert family.left == ""


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("mortal 60", "its mortal process ended (exit code 4)"),
        ("late 60", "its late process was not ready in 10 seconds"),
    ],
)
def test_a_version_of_which_a_part_fails_goes_and_the_one_before_stays(parent, kind, reason):
    family = parent("web 60", kind)
    first = list(family.started)
    family.process.send_signal(signal.SIGUSR1)
    second = family.see_start(2)
    said = family.see("was not loaded")
    wait_until_gone(second)

    assert reason in said
    assert "The version that was running goes on serving." in said
    assert all(is_running(pid) for pid in first)
    family.process.send_signal(signal.SIGTERM)
    assert family.end() == 0


@pytest.mark.parametrize("lost", ["preparation", "worker"])
def test_one_that_cannot_be_started_leaves_the_running_ones_alone(parent, tmp_path, lost):
    programs = {"preparation": Path("/bin/true"), "worker": Path(sys.executable)}
    own = {name: tmp_path / name for name in programs}
    for name, program in programs.items():
        own[name].symlink_to(program)
    family = parent("web 60", f"worker 60 {own['worker']}", preparation=own["preparation"])
    first = set(family.started)
    own[lost].unlink()
    family.process.send_signal(signal.SIGUSR1)
    said = family.see("was not loaded")

    assert f"its {lost} process could not be started ([Errno 2] No such file" in said
    while children_of(family.process.pid) - first:
        time.sleep(0.05)
    assert all(is_running(pid) for pid in first)
    family.process.send_signal(signal.SIGTERM)
    assert family.end() == 0


def children_of(pid):
    return {int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def test_a_generation_that_fails_leaves_its_number_to_the_next(parent, tmp_path):
    preparation = tmp_path / "preparation"
    preparation.write_text('#!/bin/sh\necho "before $ZUOXI_GENERATION." >&2\n')
    preparation.chmod(0o755)
    family = parent("mortal 60", preparation=preparation)
    for _reload in range(2):
        family.process.send_signal(signal.SIGUSR1)
        family.see("before 2.")
        family.see_start(1)
        family.see("was not loaded")
    family.process.send_signal(signal.SIGTERM)
    assert family.end() == 0


def test_a_generation_that_succeeds_takes_the_next_number(parent):
    family = parent("web 60")
    for number in ("2", "3"):
        family.process.send_signal(signal.SIGUSR1)
        new = family.see_start(1)
        family.see("The installed version serves.")
        told = Path(f"/proc/{new[0]}/environ").read_text().split("\0")
        assert f"ZUOXI_GENERATION={number}" in told


def test_a_family_that_is_told_to_stop_does_not_wait_for_its_successors(parent):
    family = parent("late 60")
    family.process.send_signal(signal.SIGUSR1)
    family.see_start(1)
    family.process.send_signal(signal.SIGTERM)

    assert family.end() == 0
    assert "was not loaded" not in family.said
    assert not any(is_running(pid) for pid in family.started)


def test_a_child_that_dies_while_its_successor_starts_ends_the_family(parent):
    family = parent("late 60")
    family.process.send_signal(signal.SIGUSR1)
    family.see_start(1)
    os.kill(family.started[0], signal.SIGKILL)

    assert family.end() == 1
    assert not any(is_running(pid) for pid in family.started)
