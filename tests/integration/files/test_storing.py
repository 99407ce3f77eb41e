"""Files are kept exactly as received, once, and read back only when they are still what was received."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from tests.factories.files import a_file
from tidu.foundation.files import operations, queries
from tidu.foundation.files.models import StoredFile
from tidu.foundation.files.operations import UnableToStore
from tidu.foundation.files.queries import FileDamaged

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 6, 10, 9, 0, tzinfo=UTC)
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, appendix B.1


@pytest.fixture(autouse=True)
def store_of_its_own(settings, tmp_path):
    settings.TIDU_HOME = tmp_path


def test_bytes_lie_under_their_hash_and_come_back_as_they_were():
    stored = operations.store(name="a.txt", content=b"abc", now=NOW)
    assert (stored.sha256, stored.size, stored.name, stored.received_at) == (ABC, 3, "a.txt", NOW)
    assert (Path(settings.TIDU_HOME) / "files" / "ba" / ABC).read_bytes() == b"abc"
    assert queries.read(stored) == b"abc"


def test_the_same_content_is_stored_once_whatever_its_name():
    first = a_file("一.csv", b"same")
    assert a_file("二.csv", b"same") == first
    assert StoredFile.objects.count() == 1
    assert [path.name for path in files()] == [first.sha256]


def test_an_empty_file_is_refused_and_leaves_nothing():
    with pytest.raises(UnableToStore, match="0 字节"):
        operations.store(name="a.csv", content=b"", now=NOW)
    assert files() == []


def test_a_changed_file_is_never_handed_out():
    stored = a_file(content=b"as received")
    queries.location(stored.sha256).write_bytes(b"as changed")
    with pytest.raises(FileDamaged, match="与收到时不一致"):
        queries.read(stored)


def test_a_lost_file_says_how_to_get_it_back():
    stored = a_file()
    queries.location(stored.sha256).unlink()
    with pytest.raises(FileDamaged, match="请从备份恢复"):
        queries.read(stored)


def test_damaged_files_are_found_among_whole_ones():
    whole, changed, lost = (a_file(content=content) for content in (b"1", b"2", b"3"))
    queries.location(changed.sha256).write_bytes(b"x")
    queries.location(lost.sha256).unlink()
    assert queries.damaged_files() == [changed, lost]
    assert queries.read(whole) == b"1"


def test_receiving_a_damaged_file_again_mends_it():
    stored = a_file(content=b"as received")
    queries.location(stored.sha256).write_bytes(b"half")
    assert a_file(content=b"as received") == stored
    assert queries.read(stored) == b"as received"


def test_a_write_that_fails_leaves_no_half_file():
    directory = queries.location(ABC).parent
    directory.mkdir(parents=True)
    (directory / ABC).mkdir()  # a folder where the file should be: the rename fails
    with pytest.raises(OSError, match="directory"):
        operations.store(name="a.txt", content=b"abc", now=NOW)
    assert list(directory.iterdir()) == [directory / ABC]
    assert not StoredFile.objects.exists()


def files():
    return [path for path in Path(settings.TIDU_HOME).rglob("*") if path.is_file()]
