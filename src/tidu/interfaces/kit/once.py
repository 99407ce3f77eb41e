"""One form, one record: the very same form sent again, by the back button or a reload, leads to what it made.

A form carries a key of its own, drawn when it was shown. What was sent is remembered in the session by a digest of all
its boxes: the same key with other words is another wish and is carried out.
"""

from __future__ import annotations

import hashlib
import uuid

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from tidu.interfaces.kit.request import digest

FIELD = "form_key"
KEY = "sent_forms"
MOST = 20
ALREADY = "这张表刚才已经提交成功，没有重复办理。要再办一件，请重新打开填写的页面。"


def key_of(request: HttpRequest) -> str:
    """Return the key of the form that is shown: a new one, or that of the form that came back with its errors."""
    return request.POST.get(FIELD, "") or uuid.uuid4().hex


def sent_before(request: HttpRequest) -> str:
    """Return where this very form led when it was sent before, nothing where it was not."""
    known = dict(request.session.get(KEY, []))
    return str(known.get(_digest(request), "")) if request.POST.get(FIELD) else ""


def remember(request: HttpRequest, address: str) -> None:
    """Remember that this form was carried out and where it led; the last few forms are enough."""
    if request.POST.get(FIELD):
        request.session[KEY] = [*request.session.get(KEY, []), [_digest(request), address]][-MOST:]


def _digest(request: HttpRequest) -> str:
    boxes = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    files = sorted((name, [_content(one) for one in request.FILES.getlist(name)]) for name in request.FILES)
    return digest("tidu.form", repr((request.path, boxes, files)))


def _content(file: UploadedFile) -> str:
    """Return the hash of a file's bytes: a workbook mended meanwhile is another one."""
    file.seek(0)
    found = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return found
