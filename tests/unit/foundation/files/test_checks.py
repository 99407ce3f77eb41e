"""A file's name is only ever shown, and still it is cleaned."""

import pytest

from tidu.foundation.files.checks import UnableToStore, clean_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2024年度企业数据.xlsx", "2024年度企业数据.xlsx"),
        ("C:\\Users\\clerk\\桌面\\表.xlsx", "表.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\n.csv", "ab.csv"),
        ("  表.csv ", "表.csv"),
    ],
)
def test_folders_and_control_characters_are_dropped(given, kept):
    assert clean_name(given) == kept


@pytest.mark.parametrize("given", ["", "   ", "folder/", "..", "\x00"])
def test_a_file_without_a_name_is_refused(given):
    with pytest.raises(UnableToStore, match="没有名字"):
        clean_name(given)


def test_a_long_name_is_cut_in_the_middle_and_keeps_its_ending():
    kept = clean_name("长" * 300 + ".xlsx")
    assert len(kept) == 200
    assert kept.endswith("长….xlsx")
