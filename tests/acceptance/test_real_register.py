"""A real register loads whole: 599 firms as a county's registration office lists them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.factories.intake import CLERK, NOW, staged
from tidu.domain.enterprises.models import NameRecord, Profile
from tidu.foundation.intake import operations, queries

REGISTER = Path(__file__).parents[3] / "shared" / "data" / "enterprise_register_jian_2018_2019.csv"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not REGISTER.exists(), reason="the real register is not on this machine"),
]


def test_every_row_loads_through_the_mapping_of_its_columns():
    mapping = {"企业名称": "name", "注册日期": "registered_on", "地区": "", "企业类型": ""}
    load = staged("enterprise_register", REGISTER.read_bytes(), name=REGISTER.name, mapping=mapping)
    assert queries.faults(load) == []
    assert (load.counts["rows"], load.counts["NEW"]) == (599, 599)
    used = {column.header: column.field for column in queries.preview(load).columns}
    assert used["统一社会信用代码"] == "credit_code"
    assert used["经营范围"] == "business_scope"
    assert used["注册资金"] == "capital_text"

    operations.confirm(load=load, by=CLERK, now=NOW)
    assert Profile.objects.known_at(None).filter(registered_on__isnull=False).count() == 599
    assert NameRecord.objects.known_at(None).count() == 599

    later = NOW + timedelta(days=1)
    again = staged(
        "enterprise_register", REGISTER.read_bytes(), name=REGISTER.name, mapping=mapping, now=later
    )
    assert again.counts["SAME"] == 599
