"""One table of steps refuses illegal jumps, offers the next ones and draws the diagram."""

import pytest

from tidu.foundation.handling.transitions import IllegalTransition, Transition, TransitionTable

LABELS = {"DRAFT": "草稿", "SENT": "已提交", "DONE": "已办结"}
SEND = Transition("send", "提交", "DRAFT", "SENT", frozenset({"CLERK"}))
RETURN = Transition("return", "退回", "SENT", "DRAFT", frozenset({"DIRECTOR"}), needs_reason=True)
CLOSE = Transition("close", "办结", "SENT", "DONE", frozenset({"DIRECTOR", "CLERK"}))
TABLE = TransitionTable(name="申请", labels=LABELS, transitions=(SEND, RETURN, CLOSE))


def test_a_step_of_the_table_is_found_with_its_demands():
    assert TABLE.between("SENT", "DRAFT") is RETURN
    assert TABLE.between("SENT", "DRAFT").needs_reason


def test_a_jump_is_refused_in_chinese_naming_the_steps_allowed():
    with pytest.raises(IllegalTransition) as refusal:
        TABLE.between("DRAFT", "DONE")
    assert str(refusal.value) == "申请：不能从“草稿”直接到“已办结”。可到：已提交。"


def test_a_final_state_says_that_nothing_follows():
    with pytest.raises(IllegalTransition, match="可到：无"):
        TABLE.between("DONE", "DRAFT")


def test_every_step_after_a_state_is_offered_when_no_role_is_asked_for():
    assert TABLE.from_state("SENT") == (RETURN, CLOSE)


@pytest.mark.parametrize(
    ("roles", "offered"),
    [(["CLERK"], (CLOSE,)), (["DIRECTOR"], (RETURN, CLOSE)), (["GUEST"], ()), ([], ())],
)
def test_only_the_steps_of_ones_own_roles_are_offered(roles, offered):
    assert TABLE.from_state("SENT", roles) == offered


def test_a_state_without_a_label_cannot_be_declared():
    with pytest.raises(ValueError, match="'LOST' has no label"):
        TransitionTable("申请", LABELS, (Transition("lose", "遗失", "SENT", "LOST", frozenset()),))


def test_the_same_step_cannot_be_declared_twice():
    twice = Transition("send", "提交", "DRAFT", "DONE", frozenset())
    with pytest.raises(ValueError, match="'send' from 'DRAFT' stands twice"):
        TransitionTable("申请", LABELS, (SEND, twice))


def test_the_diagram_shows_every_state_and_step():
    assert TABLE.mermaid() == (
        "stateDiagram-v2\n"
        '    state "草稿" as DRAFT\n'
        '    state "已提交" as SENT\n'
        '    state "已办结" as DONE\n'
        "    DRAFT --> SENT: 提交\n"
        "    SENT --> DRAFT: 退回\n"
        "    SENT --> DONE: 办结"
    )


def test_an_act_is_found_by_its_name_where_two_lead_to_the_same_state():
    table = TransitionTable(
        name="文件",
        labels={"DRAFT": "拟稿", "DONE": "办结"},
        transitions=(
            Transition("finish", "办结", "DRAFT", "DONE", frozenset({"CLERK"})),
            Transition("drop", "放弃", "DRAFT", "DONE", frozenset({"CLERK"})),
        ),
    )
    assert table.step("DRAFT", "drop").label == "放弃"
    with pytest.raises(IllegalTransition, match="文件：现在是“办结”，不能“放弃”。可以：无。"):
        table.step("DONE", "drop")
