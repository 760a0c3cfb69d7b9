"""The secret key: made once, private, the same for every process."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from zuoxi.config import secret
from zuoxi.config.problems import StartError


def test_the_first_process_makes_it_and_it_stays(tmp_path):
    first = secret.from_data_dir(tmp_path / "data")

    assert len(first) >= 50
    assert secret.from_data_dir(tmp_path / "data") == first
    assert secret.from_data_dir(tmp_path / "other") != first


def test_nobody_else_may_read_it(tmp_path):
    secret.from_data_dir(tmp_path)

    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_processes_that_start_together_agree(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(secret.from_data_dir, [tmp_path] * 24))

    assert len(keys) == 1


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(StartError, match="cannot be read or written"):
        secret.from_data_dir(tmp_path / "file")
