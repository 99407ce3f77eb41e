"""Files as they were received, kept by the hash of their content."""

from __future__ import annotations

from django.db import models


class StoredFile(models.Model):
    """A file exactly as received. The bytes lie under `TIDU_HOME/files/<first two>/<sha256>`."""

    sha256 = models.CharField("指纹", max_length=64, unique=True)
    name = models.CharField("文件名", max_length=200)
    size = models.PositiveBigIntegerField("字节数")
    received_at = models.DateTimeField("收到时间")

    class Meta:
        verbose_name = "文件"

    def __str__(self) -> str:
        return f"{self.name}（{self.sha256[:12]}）"
