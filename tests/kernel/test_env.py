"""Settings come from the environment, from secret files and from settings.env, in this order; mistakes are loud."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from amparo.kernel.env import Environment, data_directory

NAME = "AMPARO_TESTED_SETTING"


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (NAME, f"{NAME}_FILE"):
        monkeypatch.delenv(name, raising=False)


def written(folder: Path, text: str) -> Environment:
    (folder / "settings.env").write_text(text, encoding="utf-8")
    return Environment(folder)


def test_the_environment_comes_before_a_secret_file_and_this_before_settings_env(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = written(tmp_path, f"{NAME}=kept\n")
    assert env.text(NAME) == "kept"
    secret = tmp_path / "secret"
    secret.write_text("  from a file\n", encoding="utf-8")
    monkeypatch.setenv(f"{NAME}_FILE", str(secret))
    assert env.text(NAME) == "from a file"
    monkeypatch.setenv(NAME, "")
    assert env.text(NAME) == ""


def test_a_secret_file_that_cannot_be_read_is_an_error_and_no_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "missing"))
    with pytest.raises(ImproperlyConfigured, match="missing, which cannot be read"):
        Environment(tmp_path).text(NAME, "default")


def test_what_is_set_nowhere_has_its_default_or_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    env = Environment(tmp_path)
    assert env.text(NAME, "default") == "default"
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} is not set.*{NAME}_FILE"):
        env.text(NAME)


def test_settings_env_may_have_comments_empty_lines_and_blanks(tmp_path: Path) -> None:
    env = written(tmp_path, f"# a comment\n\n  {NAME} = a=b \n")
    assert env.text(NAME) == "a=b"


def test_a_line_of_settings_env_that_sets_nothing_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"line 2: expected NAME=value, found 'oops'"):
        written(tmp_path, f"{NAME}=1\noops\n")


@pytest.mark.parametrize(("text", "meant"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("OFF", False)])
def test_a_flag_is_written_in_several_ways(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, meant: bool
) -> None:
    monkeypatch.setenv(NAME, text)
    assert Environment(tmp_path).flag(NAME, default=not meant) is meant


def test_a_flag_that_is_set_nowhere_is_its_default(tmp_path: Path) -> None:
    assert Environment(tmp_path).flag(NAME) is False
    assert Environment(tmp_path).flag(NAME, default=True) is True


def test_what_is_no_flag_or_no_number_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "perhaps")
    with pytest.raises(ImproperlyConfigured, match="write 1 or 0"):
        Environment(tmp_path).flag(NAME)
    with pytest.raises(ImproperlyConfigured, match="write a whole number"):
        Environment(tmp_path).number(NAME, 3)


def test_numbers_and_lists_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env = Environment(tmp_path)
    assert (env.number(NAME, 3), env.items(NAME), env.items(NAME, "a")) == (3, [], ["a"])
    monkeypatch.setenv(NAME, "12")
    assert env.number(NAME, 3) == 12
    monkeypatch.setenv(NAME, " a.example, ,b.example,")
    assert env.items(NAME) == ["a.example", "b.example"]


def test_the_data_folder_is_the_one_named_or_var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AMPARO_DATA_DIR", raising=False)
    assert data_directory(tmp_path) == (tmp_path / "var").resolve()
    monkeypatch.setenv("AMPARO_DATA_DIR", str(tmp_path / "other"))
    assert data_directory(tmp_path) == (tmp_path / "other").resolve()
