"""The county's certificate: with it the site speaks https itself, which phones at the door need to go offline."""

from __future__ import annotations

import argparse
import ssl
from dataclasses import dataclass
from pathlib import Path

HALF = "--tls-cert 和 --tls-key 要一起给出：一个是证书文件，一个是私钥文件。"
NO_FILE = "读不到{what}文件 {path}。请检查路径和读取权限。"
NO_PAIR = "证书和私钥用不了（{failure}）。请确认两个文件是 PEM 格式、没有口令，并且是同一次申请得到的一对。"
NOT_PKCS8 = (
    "私钥 {path} 不是 PKCS#8 格式。请先转换：\n  openssl pkcs8 -topk8 -nocrypt -in {path} -out 新私钥.pem"
)


class UnusableCertificate(ValueError):
    """Raised for files that are no usable pair; the message is Chinese and says the mend."""


@dataclass(frozen=True)
class Certificate:
    """A chain and its key, both PEM files of this machine, that were found to fit each other."""

    chain: Path
    key: Path

    def server_options(self) -> dict[str, str]:
        """Return the options of the site's server; phones of before 2018 know TLS 1.2 only."""
        return {
            "--ssl-certificate": str(self.chain),
            "--ssl-keyfile": str(self.key),
            "--ssl-protocol-min": "tls1.2",
        }


def add_options(command: argparse.ArgumentParser) -> None:
    """Add the two options to `tidu serve`."""
    command.add_argument(
        "--tls-cert", type=Path, metavar="文件", help="证书文件（PEM，含中间证书），网站改用 https"
    )
    command.add_argument("--tls-key", type=Path, metavar="文件", help="证书的私钥文件（PEM、PKCS#8、无口令）")


def given(arguments: argparse.Namespace) -> Certificate | None:
    """Return the pair named on the command line, None when none is; raise UnusableCertificate with the mend."""
    chain, key = arguments.tls_cert, arguments.tls_key
    if chain is None and key is None:
        return None
    if chain is None or key is None:
        raise UnusableCertificate(HALF)
    for path, what in ((chain, "证书"), (key, "私钥")):
        if not _is_readable(path):
            raise UnusableCertificate(NO_FILE.format(what=what, path=path))
    if "-----BEGIN PRIVATE KEY-----" not in key.read_text(encoding="ascii", errors="replace"):
        raise UnusableCertificate(NOT_PKCS8.format(path=key))
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(chain, key)
    except (ssl.SSLError, OSError) as failure:
        raise UnusableCertificate(NO_PAIR.format(failure=failure)) from None
    return Certificate(chain.resolve(), key.resolve())


def _is_readable(path: Path) -> bool:
    try:
        with path.open("rb"):
            return True
    except OSError:
        return False
