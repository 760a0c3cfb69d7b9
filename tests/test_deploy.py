"""The files of the production guide name what there is, and agree with each other and the code."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from zuoxi.attachments.choices import LARGEST_CHUNK
from zuoxi.config import env, web
from zuoxi.config.cli import app
from zuoxi.web.middleware import LARGEST_BODY

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("zuoxi*.service"))
GUIDES = ("production.md", "production.zh-CN.md")
PROGRAM = "/opt/zuoxi/venv/bin/"


def read(name):
    return (DEPLOY / name).read_text(encoding="utf-8")


def environment():
    lines = [line for line in read("zuoxi.env").splitlines() if re.match(r"[A-Z_]+=", line)]
    return dict("".join(shlex.split(line)).split("=", 1) for line in lines)


def commands():
    """Return the names of all commands of ``zuoxi``."""
    functions = [each.callback.__name__ for each in app.registered_commands if each.callback]
    return {*functions, *(each.name for each in app.registered_groups)}


def settings_of(unit, name):
    return re.findall(rf"^{name}=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_what_exists(unit):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    programs = set(project["project"]["scripts"])
    started = settings_of(unit, "ExecStart")
    ours = [words for line in started for words in re.findall(rf"{PROGRAM}(\S+) (\w+)", line)]

    assert ours
    assert {program for program, _command in ours} <= programs
    assert {command for _program, command in ours} <= commands()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_has_few_rights_and_writes_only_its_own_folders(unit):
    assert settings_of(unit, "User") == ["zuoxi"]
    assert settings_of(unit, "NoNewPrivileges") == ["yes"]
    assert settings_of(unit, "ProtectSystem") == ["strict"]
    assert settings_of(unit, "CapabilityBoundingSet") == [""]
    assert settings_of(unit, "UMask") == ["0077"]


def test_every_timer_has_its_service():
    timers = list((DEPLOY / "systemd").glob("*.timer"))

    assert timers
    assert all(each.with_suffix(".service") in UNITS for each in timers)


def test_the_environment_file_can_be_used():
    values = env.read(environment())
    text = (ROOT / "src/zuoxi/config/env.py").read_text(encoding="utf-8")

    assert values.secure
    assert values.trusted_proxies == 1
    # Nobody but the proxy of the same machine may say who calls.
    assert values.host == "127.0.0.1"
    assert set(environment()) <= set(re.findall(r'"((?:ZUOXI|DATABASE)_\w+)"', text))


def test_nginx_and_zuoxi_agree():
    text = read("nginx/zuoxi.conf")
    values = env.read(environment())
    bodies = re.findall(r"client_max_body_size (\d+)m;", text)
    kept = re.findall(r"^\s+keepalive_timeout (\d+)s;", text, re.MULTILINE)

    assert f"server 127.0.0.1:{values.port};" in text
    assert f"server 127.0.0.1:{values.live_port};" in text
    assert f"location = {values.live_url} " in text
    assert [int(each) * 1024 * 1024 for each in bodies] == [LARGEST_BODY]
    assert LARGEST_CHUNK <= LARGEST_BODY
    # The first one is that of the connections between both.
    assert int(kept[0]) < web._IDLE_SECONDS


def test_prometheus_asks_and_alerts_about_figures_that_exist():
    sources = "".join(
        (ROOT / "src/zuoxi" / name).read_text(encoding="utf-8")
        for name in ("config/metrics.py", "web/metrics.py", "realtime/metrics.py")
    )
    there = set(re.findall(r'"(zuoxi_\w+)"', sources)) | {"zuoxi_info"}
    text = read("prometheus/zuoxi.rules.yml")
    asked = {re.sub(r"_(bucket|count)$", "", each) for each in re.findall(r"\bzuoxi_\w+", text)}
    values = env.read(environment())

    assert len(asked) > 5
    assert asked <= there
    assert f'targets: ["127.0.0.1:{values.metrics_port}"]' in read("prometheus/zuoxi.scrape.yml")


def blocks(name):
    """Return the commands and settings of a guide, without their remarks."""
    text = (ROOT / "docs/users" / name).read_text(encoding="utf-8")
    found = re.findall(r"^```\w+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [re.sub(r"[ \t]+# .*$", "", each, flags=re.MULTILINE) for each in found]


def test_both_guides_give_the_same_commands():
    english, chinese = map(blocks, GUIDES)

    assert len(english) > 10
    assert chinese == english


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_uses_files_variables_and_commands_that_exist(name):
    text = (ROOT / "docs/users" / name).read_text(encoding="utf-8")
    known = (ROOT / "src/zuoxi/config/env.py").read_text(encoding="utf-8")
    files = [each.rstrip("/*") for each in re.findall(r"\bdeploy/[\w./-]+", text)]
    variables = set(re.findall(r"\bZUOXI_[A-Z_]+", text))
    lines = re.findall(r"^# (?:.*bin/)?zuoxi (\w+)", "\n".join(blocks(name)), re.MULTILINE)

    assert files
    assert not [each for each in files if not (ROOT / each).exists()]
    assert not [each for each in variables if f'"{each}"' not in known]
    assert lines
    assert set(lines) <= commands()
