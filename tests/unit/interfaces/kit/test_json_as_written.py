"""Values that a page hands to its script: few bytes, and nothing in them can end the script."""

import json
import re

from tidu.interfaces.kit.templatetags.tidu import json_as_written


def test_chinese_is_written_as_it_is_and_reads_back():
    value = {"name": "青岚县", "places": ["甲", None], "closing": "</script><b>&"}
    written = json_as_written(value, "drawing")
    inside = re.fullmatch(r'<script id="drawing" type="application/json">(.*)</script>', written)
    assert inside is not None
    assert "青岚县" in inside[1]
    assert not set("<>& ") & set(inside[1])
    assert json.loads(inside[1]) == value
