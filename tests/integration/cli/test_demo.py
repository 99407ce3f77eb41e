"""`tidu demo build` in a home of its own. The county of January 2022 is the same code on a short history."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys

import pytest

from tests.factories.sites import TIDU

EARLY = "2022-01-12"


def tidu(home, *arguments):
    """Run the command line in `home`, on SQLite there."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TIDU_")}
    environment |= {"TIDU_HOME": str(home), "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return subprocess.run(
        [*TIDU, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=240
    )


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory):
    home = tmp_path_factory.mktemp("demo")
    built = tidu(home, "demo", "build", "--as-of", EARLY, "--seed", "7")
    assert built.returncode == 0, built.stderr
    return home, built.stdout


def test_building_prints_the_accounts_per_role_and_the_next_step(demo_home):
    _, said = demo_home
    assert "Qinglan-2025" in said
    assert "科技局领导：director1、director2、director3、director4" in said
    assert "系统管理员：admin1、admin2" in said
    assert "tidu serve" in said


def test_the_home_remembers_which_county_lives_in_it_and_on_which_day(demo_home):
    home, _ = demo_home
    assert json.loads((home / "demo.json").read_text()) == {"seed": 7, "as_of": EARLY}


def test_a_second_build_is_refused_and_says_how_to_go_on(demo_home):
    home, _ = demo_home
    again = tidu(home, "demo", "build", "--as-of", EARLY)
    assert again.returncode == 2
    assert "--force" in again.stderr


def test_force_never_empties_records_that_no_demo_wrote(demo_home, tmp_path):
    home, _ = demo_home
    own = tmp_path / "own"
    own.mkdir()
    with sqlite3.connect(home / "tidu.sqlite3") as source, sqlite3.connect(own / "tidu.sqlite3") as copy:
        source.backup(copy)
    source.close()
    copy.close()
    before = (own / "tidu.sqlite3").read_bytes()
    refused = tidu(own, "demo", "build", "--as-of", EARLY, "--force")
    assert refused.returncode == 2
    assert "不是演示数据" in refused.stderr
    assert (own / "tidu.sqlite3").read_bytes() == before


def test_force_replaces_an_earlier_demo_by_another(demo_home, tmp_path):
    home = shutil.copytree(demo_home[0], tmp_path / "copy")
    rebuilt = tidu(home, "demo", "build", "--as-of", EARLY, "--seed", "8", "--force")
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert json.loads((home / "demo.json").read_text())["seed"] == 8


def test_a_day_before_the_records_begin_is_refused(tmp_path):
    refused = tidu(tmp_path, "demo", "build", "--as-of", "2021-12-31")
    assert refused.returncode == 2
    assert "2022-01-10" in refused.stderr


def test_every_command_lives_on_the_demo_s_day(demo_home):
    home, _ = demo_home
    shown = tidu(
        home, "manage", "shell", "-v", "0", "-c", "from tidu.foundation import clock; print(clock.today())"
    )
    assert shown.stdout.strip() == EARLY
