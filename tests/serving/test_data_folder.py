"""Two services never run on one folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from verifier.serving.data_folder import FolderInUse, FolderUnusable, claimed_folder


def test_a_second_service_is_told_who_has_the_folder(tmp_path: Path) -> None:
    with claimed_folder(tmp_path), pytest.raises(FolderInUse, match=f"process {os.getpid()}.*VERIFIER_DATA"):
        claimed_folder(tmp_path).__enter__()


def test_the_folder_is_free_again_afterwards(tmp_path: Path) -> None:
    with claimed_folder(tmp_path):
        pass
    with claimed_folder(tmp_path):
        assert (tmp_path / "serve.lock").read_text() == f"{os.getpid()}\n"


def test_a_lock_file_left_behind_is_not_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "serve.lock").write_text("999999\n")
    with claimed_folder(tmp_path):
        pass


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    with claimed_folder(tmp_path / "a" / "b"):
        assert (tmp_path / "a" / "b").is_dir()


def test_a_folder_that_cannot_be_made_is_told_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FolderUnusable, match=r"can't be written to.*VERIFIER_DATA"):
        claimed_folder(tmp_path / "file").__enter__()
