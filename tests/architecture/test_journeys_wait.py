"""A journey that pressed something waits for the next page before it looks at what stands there.

A press returns when the browser has begun to leave. `expect` waits for what it names; `count`, `inner_text` of a
page, `spills` or `obstacles` take what is there at that moment, which on a slow machine is the page before.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

JOURNEYS = Path(__file__).resolve().parents[1] / "journeys"
PRESSES = {"click", "tap"}
LOOKS = {"count", "all", "all_inner_texts", "all_text_contents", "is_visible", "content", "evaluate_all"} | {
    "spills",
    "obstacles",
}
WAITS = {
    "expect",
    "goto",
    "reload",
    "wait_for",
    "wait_for_url",
    "wait_for_load_state",
    "wait_for_function",
} | {
    "expect_download",
    "inner_text",  # of one element: it waits until that is there
    "open",
    "press",  # of our own Somebody: it waits for the page
    "sign_in",
    "sign_out",
}
EXEMPT = {
    "test_a_finger_on_a_dot_names_the_firm_before_it_opens": "taps a picture until a dot is under the finger"
}


def steps(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Yield what a function does in the order of its lines: whole statements, of a block only its head."""
    for statement in body:
        match statement:
            case ast.With():
                yield from (item.context_expr for item in statement.items)
                yield from steps(statement.body)
            case ast.For():
                yield statement.iter
                yield from steps(statement.body)
            case ast.If() | ast.While():
                yield statement.test
                yield from steps([*statement.body, *statement.orelse])
            case _:
                yield statement


def names_called(step: ast.AST) -> set[str]:
    functions = [call.func for call in ast.walk(step) if isinstance(call, ast.Call)]
    return {one.attr if isinstance(one, ast.Attribute) else getattr(one, "id", "") for one in functions}


def looked_too_early(source: str) -> list[str]:
    """Return the lines that look at a page after a press, with nothing waited for between them."""
    found = []
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef) or function.name in EXEMPT:
            continue
        pressed = False
        for step in steps(function.body):
            called = names_called(step)
            if called & WAITS:
                pressed = False
            elif pressed and called & LOOKS:
                found.append(f"{getattr(step, 'lineno', 0)}: {ast.unparse(step)}")
            pressed = pressed or bool(called & PRESSES)
    return found


def test_no_journey_looks_at_a_page_that_may_still_be_the_one_before() -> None:
    hasty = {path.name: looked_too_early(path.read_text(encoding="utf-8")) for path in JOURNEYS.glob("*.py")}
    assert {name: lines for name, lines in hasty.items() if lines} == {}


def test_a_look_right_after_a_press_is_found() -> None:
    hasty = "def test_it(page):\n    page.locator('a').tap()\n    assert page.locator('form').count() == 1\n"
    assert looked_too_early(hasty) == ["3: assert page.locator('form').count() == 1"]


def test_a_look_after_something_was_waited_for_is_not() -> None:
    patient = (
        "def test_it(page):\n    page.locator('a').tap()\n    expect(page.locator('h1')).to_be_visible()\n"
    )
    assert looked_too_early(patient + "    assert page.locator('form').count() == 1\n") == []
