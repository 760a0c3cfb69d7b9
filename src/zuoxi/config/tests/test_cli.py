"""The zuoxi command: help without a database, and sentences instead of tracebacks."""

import os
import socket
import subprocess
import sys

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from zuoxi.accounts import queries as accounts
from zuoxi.accounts.choices import Role
from zuoxi.config import demonstration, schema
from zuoxi.config.cli import app
from zuoxi.config.problems import StartError
from zuoxi.org.models import Assignment, Unit
from zuoxi.papers import pdf


def run(*words, data_dir, **variables):
    """Run the command in a process of its own, with a data folder of its own."""
    environment = {name: value for name, value in os.environ.items() if "ZUOXI" not in name}
    environment |= {"ZUOXI_DATA_DIR": str(data_dir)} | variables
    return subprocess.run(
        [sys.executable, "-m", "zuoxi.config.cli", *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("serve",),
        ("worker",),
        ("migrate",),
        ("demo",),
        ("check",),
        ("backup",),
        ("restore",),
        ("doctor",),
        ("user", "add"),
        ("token",),
    ],
)
def test_help_needs_no_database(tmp_path, words):
    result = run(*words, "--help", data_dir=tmp_path / "data")

    assert result.returncode == 0, result.stderr
    assert "Usage:" in result.stdout
    assert not (tmp_path / "data").exists()


def test_help_imports_nothing_heavy():
    code = (
        "import sys, zuoxi.config.cli; print(*{'django', 'psycopg', 'granian'} & set(sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert result.stdout.strip() == ""


def test_a_taken_port_is_one_sentence_and_starts_nothing(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for words in (("serve",), ("demo",)):
            result = run(*words, data_dir=tmp_path / "data", ZUOXI_PORT=str(port))

            assert result.returncode == 1
            assert result.stderr == (
                f"Port {port} is taken by another program. Stop that program, or set ZUOXI_PORT "
                "to another port.\n"
            )
    assert not (tmp_path / "data" / "postgres").exists()


def test_a_wrong_variable_is_one_sentence(tmp_path):
    result = run("migrate", data_dir=tmp_path, ZUOXI_PORT="many")

    assert result.returncode == 1
    assert result.stderr == "ZUOXI_PORT is 'many'. Write a whole number from 1 to 65535.\n"


def test_an_unreachable_database_is_one_sentence(tmp_path):
    url = f"postgresql:///zuoxi?host={tmp_path}&user=zoe"
    result = run("migrate", data_dir=tmp_path, DATABASE_URL=url)

    assert result.returncode == 1
    assert len(result.stderr.strip().splitlines()) == 1
    assert "The database cannot be reached" in result.stderr


def call(*words):
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def user_of(name):
    return accounts.by_username(name).get()


@pytest.mark.django_db
def test_the_first_administrator_gets_a_company_and_a_password():
    output = call("user", "add", "admin", "--role", "administrator")

    user = user_of("admin")
    assert user.check_password(output.split()[-1])
    assert user.must_change_password
    assert Assignment.objects.get(user=user).role == Role.ADMINISTRATOR
    assert Unit.objects.get().kind == "company"


@pytest.mark.django_db
def test_accounts_are_listed_closed_and_given_new_passwords():
    call("user", "add", "admin", "--role", "administrator")
    call("user", "add", "wang.li", "--name", "王丽")
    assert "王丽" in call("user", "list")

    output = call("user", "password", "wang.li")
    assert user_of("wang.li").check_password(output.split()[-1])

    call("user", "deactivate", "wang.li")
    assert not user_of("wang.li").is_active
    assert "(closed)" in call("user", "list")


@pytest.mark.django_db
def test_a_wrong_role_opens_no_account():
    with pytest.raises(StartError, match=r"no role king\. There are: .*dispatcher"):
        CliRunner().invoke(
            app, ["user", "add", "wang.li", "--role", "king"], catch_exceptions=False
        )

    assert not accounts.by_username("wang.li").exists()


@pytest.mark.django_db
def test_refusals_are_in_the_language_of_the_commands():
    call("user", "add", "wang.li")
    with pytest.raises(StartError) as refusal:
        CliRunner().invoke(app, ["user", "add", "wang.li"], catch_exceptions=False)

    assert str(refusal.value).isascii()


@pytest.mark.django_db
def test_unknown_names_are_told():
    with pytest.raises(StartError, match="no account nobody"):
        CliRunner().invoke(app, ["user", "password", "nobody"], catch_exceptions=False)
    with pytest.raises(StartError, match="no unit moon"):
        CliRunner().invoke(
            app,
            ["user", "add", "wang.li", "--role", "dispatcher", "--unit", "moon"],
            catch_exceptions=False,
        )


@pytest.mark.django_db
def test_tokens_are_made_listed_and_revoked():
    call("user", "add", "robot")
    user = user_of("robot")
    user.must_change_password = False
    user.save()

    assert "no tokens" in call("token", "list", "robot")
    secret = call("token", "add", "robot", "--name", "Nightly export").strip()
    assert accounts.usable_token(secret, now=timezone.now()).user == user
    listed = call("token", "list", "robot")
    assert "Nightly export" in listed

    call("token", "revoke", "robot", listed.split()[0])
    assert accounts.usable_token(secret, now=timezone.now()) is None


@pytest.mark.django_db
def test_check_says_that_all_is_well():
    output = call("check")

    assert "problem" not in output
    assert "migrations: all applied" in output


@pytest.mark.django_db
def test_check_warns_of_what_pdfs_lack(monkeypatch):
    monkeypatch.setattr(pdf, "missing", lambda: ("fonts-noto-cjk",))

    output = call("check")

    assert "warning  PDF: no PDF can be made" in output
    assert "apt install fonts-noto-cjk" in output
    assert "problem" not in output


@pytest.mark.django_db
def test_a_database_of_a_newer_version_is_refused():
    schema.MigrationRecorder(schema.connection).record_applied("accounts", "9999_from_the_future")

    with pytest.raises(StartError, match=r"newer version of Zuoxi.*9999_from_the_future"):
        schema.require_current()


@pytest.mark.django_db
def test_a_database_with_other_data_is_no_place_for_a_demo():
    schema.require_demo()
    call("user", "add", "wang.li")

    with pytest.raises(StartError, match="not of a demo"):
        schema.drop_everything()
    assert accounts.by_username("wang.li").exists()

    schema.mark_demo()
    schema.require_demo()


def test_a_second_demo_on_the_same_data_folder_is_refused(tmp_path):
    with (
        demonstration._alone(tmp_path / "data"),
        pytest.raises(StartError, match="A demo is already running"),
        demonstration._alone(tmp_path / "data"),
    ):
        pass

    with demonstration._alone(tmp_path / "data"):
        pass
