"""The whole command line as a process: a reader that stops reading is no error to show."""

import os
import subprocess

from tests.factories.sites import TIDU
from tidu.interfaces.cli.main import main


def test_a_reader_that_has_seen_enough_ends_the_command_quietly():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run([*TIDU, "rules", "list"], stdout=closed, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_speech_that_cannot_be_written_is_refused_in_chinese(db, capsys, tmp_path):
    given = ["--base-year", "2022", "--end-year", "2024", "--event-on", "2025-05-22"]
    assert main(["speech", "build", *given, "--out", str(tmp_path / "nowhere" / "x.docx")]) == 2
    assert "写不进去。请核对文件夹是否存在、能否写入。" in capsys.readouterr().err
