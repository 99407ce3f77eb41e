"""Personal fields are masked until somebody asks, on record, to see them."""

import pytest

from tidu.foundation.accounts.personal import masked_email, masked_phone


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812345678", "138****5678"),
        ("0796-8123456", "079*****3456"),
        ("12345678", "********"),
        ("", ""),
    ],
)
def test_a_telephone_keeps_its_ends(phone, shown):
    assert masked_phone(phone) == shown


@pytest.mark.parametrize(
    ("email", "shown"),
    [("wangli@example.cn", "w****@example.cn"), ("a@b.cn", "a****@b.cn"), ("no-at", "*****"), ("", "")],
)
def test_a_mail_address_keeps_its_domain_and_one_letter(email, shown):
    assert masked_email(email) == shown
