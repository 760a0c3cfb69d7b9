"""Which database is used, and the sentences when it cannot be."""

from pathlib import Path

import pytest
from django.conf import settings

from zuoxi.config import database, env
from zuoxi.config.problems import StartError


def settings_of(url):
    return database.settings_for(env.read({"DATABASE_URL": url}))


def test_a_url_becomes_settings():
    found = settings_of("postgresql://zoe:s%40fe@db.example:6432/desk?sslmode=verify-full")

    named = {name: found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    assert named == {
        "NAME": "desk",
        "USER": "zoe",
        "PASSWORD": "s@fe",
        "HOST": "db.example",
        "PORT": "6432",
    }
    assert found["OPTIONS"]["sslmode"] == "verify-full"
    assert found["CONN_MAX_AGE"] is None


def test_a_socket_folder_may_be_named_in_the_url():
    found = settings_of("postgresql:///desk?host=/run/postgresql&user=zoe")

    assert (found["HOST"], found["NAME"], found["USER"]) == ("/run/postgresql", "desk", "zoe")


@pytest.mark.parametrize("url", ["mysql://host/name", "nonsense"])
def test_a_url_that_is_none_is_refused_with_an_example(url):
    with pytest.raises(StartError, match="postgresql://user:password@host:5432/name"):
        settings_of(url)


def test_a_url_without_a_database_is_refused():
    with pytest.raises(StartError, match="names no database"):
        settings_of("postgresql://zoe@db.example")


def test_no_server_is_started_when_none_is_wanted(tmp_path):
    found = database.settings_for(
        env.read({"ZUOXI_DATABASE": "none", "ZUOXI_DATA_DIR": str(tmp_path / "data")})
    )

    assert found["ENGINE"] == "zuoxi.kernel.postgresql"
    assert not (tmp_path / "data").exists()


@pytest.mark.django_db
def test_the_server_of_the_tests_is_good_enough():
    database.verify(settings.DATABASES["default"])


def test_a_server_that_is_too_old_is_refused(monkeypatch, db):
    monkeypatch.setattr(database, "OLDEST_SERVER", 99)

    with pytest.raises(StartError, match="needs PostgreSQL 99 or newer"):
        database.verify(settings.DATABASES["default"])


def test_an_unreachable_server_is_told_in_a_sentence(tmp_path):
    with pytest.raises(StartError, match=r"cannot be reached.*Check DATABASE_URL"):
        database.verify(settings_of(f"postgresql:///desk?host={tmp_path}&user=zoe"))


@pytest.mark.parametrize(
    ("environ", "sources"),
    [
        ({}, ["http://localhost:8001", "http://127.0.0.1:8001"]),
        ({"ZUOXI_LIVE_URL": "https://live.example/push"}, ["https://live.example"]),
        ({"ZUOXI_LIVE_URL": "/live"}, []),
        (
            {"ZUOXI_ALLOWED_HOSTS": ".example.com", "ZUOXI_SECURE": "1", "ZUOXI_LIVE_PORT": "444"},
            ["https://*.example.com:444"],
        ),
    ],
)
def test_pages_may_listen_to_the_live_process_and_nothing_else(environ, sources):
    assert database.live_sources(env.read(environ)) == sources


def test_the_tests_do_not_use_the_data_of_a_demo():
    assert Path(settings.ENV.data_dir).name != ".zuoxi"


def test_a_server_that_has_ended_is_looked_for_once_in_a_second(monkeypatch, tmp_path, capsys):
    told = iter([False, StartError("The disk is full."), True])
    asked = []

    def revive(data_dir, *, throwaway):
        asked.append((data_dir, throwaway))
        answer = next(told)
        if isinstance(answer, StartError):
            raise answer
        return answer

    moment = [1000.0]
    monkeypatch.setattr(database.embedded, "revive", revive)
    monkeypatch.setattr(database.time, "monotonic", lambda: moment[0])
    keep = database.keeper(env.read({"ZUOXI_DATA_DIR": str(tmp_path)}))
    for seconds in (0.0, 0.1, 1.0, 0.1, 1.0):
        moment[0] += seconds
        keep()

    assert asked == [(tmp_path, False)] * 3
    first, second = capsys.readouterr().err.splitlines()
    assert first == "The embedded PostgreSQL has ended and is tried again: The disk is full."
    assert second == "The embedded PostgreSQL had ended and was started again."


def test_a_server_that_does_not_start_is_tried_more_and_more_seldom(monkeypatch, tmp_path, capsys):
    moment, tries = [1000.0], []

    def revive(_data_dir, *, throwaway):
        tries.append(moment[0] - 1000.0)
        raise StartError("The disk is full." if len(tries) < 8 else "The folder is gone.")

    monkeypatch.setattr(database.embedded, "revive", revive)
    monkeypatch.setattr(database.time, "monotonic", lambda: moment[0])
    keep = database.keeper(env.read({"ZUOXI_DATA_DIR": str(tmp_path)}))
    for _second in range(250):
        keep()
        moment[0] += 1

    assert tries == [0, 1, 3, 7, 15, 31, 63, 123, 183, 243]
    full, gone = capsys.readouterr().err.splitlines()
    assert full.endswith("is tried again: The disk is full.")
    assert gone.endswith("is tried again: The folder is gone.")


def test_a_server_elsewhere_is_left_to_who_runs_it(monkeypatch):
    monkeypatch.setattr(database.embedded, "revive", None)
    database.keeper(env.read({"DATABASE_URL": "postgresql://host/name"}))()
