"""Certificates of an authority made for one test: a chain and its key as an office would receive them."""

from __future__ import annotations

from pathlib import Path

import trustme
from cryptography.hazmat.primitives import serialization


def certificate_files(authority: trustme.CA, folder: Path, name: str = "site") -> tuple[Path, Path]:
    """Write a chain for 127.0.0.1 and its PKCS#8 key into a folder; return both paths."""
    issued = authority.issue_cert("127.0.0.1", key_type=trustme.KeyType.ECDSA)
    chain, key = folder / f"{name}.pem", folder / f"{name}.key"
    for blob in issued.cert_chain_pems:
        blob.write_to_path(str(chain), append=True)
    loaded = serialization.load_pem_private_key(issued.private_key_pem.bytes(), None)
    key.write_bytes(
        loaded.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return chain, key
