"""The JSON Schema of a pack, for completion and checking in an author's editor."""

from __future__ import annotations

from typing import Any

from tidu.rules.language.fields import FORMS, ref


def pack_schema() -> dict[str, Any]:
    """Return the schema of one rule document, made from the same declarations the reader obeys."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tidu 规则",
        "if": {"required": ["overlay"]},
        "then": {
            **ref("overlay"),
            "anyOf": [{"required": ["parameters"]}, {"required": ["windows"]}],
        },
        "else": ref("rule"),
        "$defs": {name: _form(name) for name in FORMS},
    }


def facts_schema() -> dict[str, Any]:
    """Return the schema of a `facts.yaml`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tidu 事实表",
        **ref("vocabulary"),
        "$defs": {name: _form(name) for name in ("vocabulary", "subject", "fact", "sanity", "relation")},
    }


def _form(name: str) -> dict[str, Any]:
    keys = FORMS[name]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [key for key, about in keys.items() if about.required],
        "properties": {key: {**about.schema, "description": about.about} for key, about in keys.items()},
    }
