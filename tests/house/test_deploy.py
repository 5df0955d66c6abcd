"""What an installation is made from fits the program: units, settings, the configuration of nginx, the instructions."""

import re
import shlex
import subprocess
import sys
import tomllib

import click
import pytest

from amparo.cli.main import main
from tests.house.rooms import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "src" / "amparo" / "config" / "settings.py").read_text(encoding="utf-8")
INSTALLED = "/opt/amparo"
EXAMPLE = dict(re.findall(r"^    (AMPARO_[A-Z_]+|DATABASE_URL)=(\S+)$", OPERATIONS, re.MULTILINE))


def unit(path):
    """The settings of a unit file, sections put together."""
    return dict(re.findall(r"^([A-Za-z]+)=(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE))


def nginx():
    return (DEPLOY / "nginx.conf").read_text(encoding="utf-8")


def default_of(setting):
    """The default that the table of settings gives, without its backquotes."""
    found = re.search(rf"^\| `{setting}` \| ([^|]*) \|", OPERATIONS, re.MULTILINE)
    assert found, f"{setting} has no row"
    return found.group(1).strip("`")


@pytest.mark.parametrize("path", UNITS, ids=lambda p: p.name)
def test_a_unit_starts_a_program_that_the_environment_has(path):
    program = shlex.split(unit(path)["ExecStart"])[0]
    assert program.startswith(f"{INSTALLED}/.venv/bin/")
    name = program.rsplit("/", 1)[1]
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert name in ours or f"\n{name}==" in (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")


def test_the_web_unit_uses_options_that_gunicorn_knows():
    arguments = shlex.split(unit(DEPLOY / "amparo-web.service")["ExecStart"])[1:]
    told = subprocess.run([sys.executable, "-m", "gunicorn", "--help"], capture_output=True, text=True, check=True)
    known = set(re.findall(r"--[a-z0-9-]+", told.stdout))
    assert {argument for argument in arguments if argument.startswith("--")} <= known
    assert "--no-control-socket" in arguments, "it would lie beside the data"


def test_the_worker_unit_calls_a_command():
    _program, *words = shlex.split(unit(DEPLOY / "amparo-worker.service")["ExecStart"])
    assert words == ["worker"]
    assert main.get_command(click.Context(main), "worker") is not None


@pytest.mark.parametrize("path", UNITS, ids=lambda p: p.name)
def test_a_unit_reads_and_writes_where_the_instructions_say(path):
    lines = unit(path)
    assert lines["WorkingDirectory"] == INSTALLED
    assert lines["EnvironmentFile"] in OPERATIONS
    assert lines["ReadWritePaths"] == EXAMPLE["AMPARO_DATA_DIR"]
    assert f"adduser --system --group --home {lines['ReadWritePaths']}" in OPERATIONS
    assert lines["User"] == lines["Group"] == "amparo"


def test_nginx_and_gunicorn_meet_at_one_socket():
    bound = re.search(r"--bind unix:(\S+)", unit(DEPLOY / "amparo-web.service")["ExecStart"])
    assert bound
    assert f"proxy_pass http://unix:{bound.group(1)};" in nginx()
    assert bound.group(1).startswith(f"/run/{unit(DEPLOY / 'amparo-web.service')['RuntimeDirectory']}/")


def test_nginx_lets_the_largest_upload_through_and_little_more():
    allowed = re.search(r"client_max_body_size (\d+)m;", nginx())
    assert allowed
    assert 0 < int(allowed.group(1)) - int(default_of("AMPARO_MAX_UPLOAD_MB")) <= 5


def test_nginx_replaces_what_a_visitor_claims_about_the_address():
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in nginx(), "not $proxy_add_x_forwarded_for: one proxy"
    assert "proxy_set_header X-Forwarded-Proto https;" in nginx()
    assert EXAMPLE["AMPARO_PROXIES"] == "1"


def test_nginx_sends_plain_http_away_and_logs_no_addresses_of_pages():
    assert "return 301 https://" in nginx()
    assert "access_log off;" in nginx()


def test_the_command_for_root_reads_the_same_settings_as_the_units():
    script = (DEPLOY / "amparo").read_text(encoding="utf-8")
    assert unit(DEPLOY / "amparo-worker.service")["EnvironmentFile"] in script
    assert f"runuser -u amparo -- {INSTALLED}/.venv/bin/amparo" in script
    assert (DEPLOY / "amparo").stat().st_mode & 0o111


def test_defaults_in_the_table_are_those_of_the_program():
    in_code = re.findall(r'env\.(?:text|number)\("([A-Z_]+)", "?([^"){]+?)"?\)', SETTINGS)
    assert len(in_code) >= 9
    for setting, default in in_code:
        assert default_of(setting) == default, setting


def test_settings_that_must_be_set_have_no_default():
    for setting in re.findall(r'env\.text\("([A-Z_]+)"\)', SETTINGS):
        assert default_of(setting) == "none: must be set"
