"""The county's certificate: a usable pair is taken, everything else is refused with the mend."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
import trustme

from tests.factories.certificates import certificate_files
from tidu.interfaces.cli import certificate
from tidu.interfaces.cli.certificate import UnusableCertificate


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Return a chain and the PKCS#8 key that fits it."""
    return certificate_files(trustme.CA(), tmp_path)


def asked(chain: Path | None, key: Path | None) -> argparse.Namespace:
    return argparse.Namespace(tls_cert=chain, tls_key=key)


def test_without_the_options_the_site_speaks_http() -> None:
    assert certificate.given(asked(None, None)) is None


def test_a_fitting_pair_is_handed_to_the_server_with_its_own_paths(pair: tuple[Path, Path]) -> None:
    found = certificate.given(asked(*pair))
    assert found is not None
    assert found.server_options() == {
        "--ssl-certificate": str(pair[0]),
        "--ssl-keyfile": str(pair[1]),
        "--ssl-protocol-min": "tls1.2",
    }


@pytest.mark.parametrize("missing", ["chain", "key"])
def test_one_file_without_the_other_is_refused(pair: tuple[Path, Path], missing: str) -> None:
    chain, key = pair
    with pytest.raises(UnusableCertificate, match="要一起给出"):
        certificate.given(asked(None if missing == "chain" else chain, None if missing == "key" else key))


def test_a_file_that_is_not_there_is_named(pair: tuple[Path, Path]) -> None:
    with pytest.raises(UnusableCertificate, match=r"读不到私钥文件 .*没有\.key"):
        certificate.given(asked(pair[0], pair[0].with_name("没有.key")))


def test_a_key_in_another_format_is_refused_with_the_command_that_converts_it(
    pair: tuple[Path, Path],
) -> None:
    old = pair[1].with_name("old.key")
    old.write_text("-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n")
    with pytest.raises(UnusableCertificate, match="openssl pkcs8 -topk8"):
        certificate.given(asked(pair[0], old))


def test_a_key_of_another_certificate_is_refused(pair: tuple[Path, Path], tmp_path: Path) -> None:
    _, other = certificate_files(trustme.CA(), tmp_path, "other")
    with pytest.raises(UnusableCertificate, match="同一次申请"):
        certificate.given(asked(pair[0], other))
