"""A large file is read and loaded in the background: progress, stopping, and going on after a process that died."""

from datetime import timedelta

import pytest
from django_tasks import TaskResultStatus

from tests.factories.accounts import an_actor
from tests.factories.intake import CLERK, NOW, a_code, a_csv, a_register, loaded, received
from tests.factories.jobs import let_the_worker_work
from tidu.domain.enterprises.models import YearlyFacts
from tidu.foundation import clock
from tidu.foundation.actors import Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.intake import operations, queries
from tidu.foundation.intake.models import StagedRow
from tidu.foundation.intake.operations import _errands, _steps
from tidu.foundation.intake.vocabulary import LoadState
from tidu.foundation.jobs import progress
from tidu.foundation.jobs.models import Errand
from tidu.foundation.jobs.queries import ErrandState
from tidu.foundation.provenance.models import SourceBatch

pytestmark = pytest.mark.django_db

HEADER = ("统一社会信用代码", "企业名称", "年度", "营业收入（万元）")
FIRMS = [(a_code(number), f"企业{number}") for number in range(1, 7)]
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _small_county(monkeypatch, settings, tmp_path):
    """Let six rows be a large file, in parts of two."""
    settings.TIDU_HOME = tmp_path
    a_register(*FIRMS)
    monkeypatch.setattr(_steps, "AT_ONCE_BYTES", 10)
    monkeypatch.setattr(_steps, "AT_ONCE_ROWS", 2)


def yearly(revenue=100, *more):
    return a_csv(HEADER, *((code, name, 2024, revenue) for code, name in FIRMS), *more)


@pytest.fixture
def load():
    """Return a large file that was handed in and not read yet."""
    return received(("年报.csv", yearly())).loads.get()


def again(load):
    return queries.find(load.pk)


def errand_state(load):
    return queries.errand_of(again(load)).state


class Heard(progress.Board):
    """A board that keeps every word, and does something at one of them."""

    def __init__(self, at=None, then=None):
        self.words, self.at, self.then = [], at, then

    def say(self, words, done=0, total=0):
        self.words.append((words, done, total))
        if self.at is not None and len(self.words) == self.at:
            self.then()


class Died(BaseException):
    """The process is gone."""


def die():
    raise Died


def stop():
    raise progress.Stopped


def test_a_large_file_waits_for_the_worker_and_is_then_on_the_stage(load):
    assert (load.state, errand_state(load)) == (LoadState.READING, ErrandState.WAITING)
    assert not StagedRow.objects.filter(load=load).exists()
    let_the_worker_work()
    load = again(load)
    assert (load.state, load.counts["NEW"], load.rows.count()) == (LoadState.STAGED, 6, 6)
    steps = Entry.objects.filter(subject_type="intake.load", subject_key=str(load.pk)).order_by("pk")
    assert [entry.action for entry in steps] == ["intake.receive", "intake.stage"]


def test_the_worker_acts_as_the_person_who_asked():
    clerk = an_actor(Role.SECTION_CLERK)
    load = received(("年报.csv", yearly()), by=clerk).loads.get()
    let_the_worker_work()
    operations.start(load=again(load), by=clerk, now=LATER)
    let_the_worker_work()
    load = again(load)
    assert (load.state, load.decided_by_name, load.decided_at) == (LoadState.LOADED, clerk.name, LATER)
    assert Entry.objects.get(action="intake.confirm", subject_key=str(load.pk)).user_id == clerk.user_id


def test_a_file_that_cannot_be_read_says_why():
    receipt = received(("年报.csv", a_csv(("甲", "乙"), (1, 2))), ("另一份.csv", yearly()))
    let_the_worker_work()
    refused = receipt.loads.get(file_name="年报.csv")
    assert refused.state == LoadState.REFUSED
    assert "找不到“企业年度数据表”的表头" in refused.refusal
    operations.discard(load=refused, by=CLERK, now=LATER)


def test_reading_says_how_far_it_is(load):
    board = Heard()
    _errands.read(subject=str(load.pk), by=CLERK, now=NOW, board=board)
    assert board.words == [("读取文件", 0, 0), ("逐行判断", 0, 7), ("放上暂存区", 0, 6)]


def test_loading_says_how_far_it_is_and_loads_every_part(load):
    let_the_worker_work()
    operations.start(load=again(load), by=CLERK, now=LATER)
    board = Heard()
    _errands.load_(subject=str(load.pk), by=CLERK, now=LATER, board=board)
    assert [done for _, done, _ in board.words] == [0, 2, 4, 6]
    assert YearlyFacts.objects.known_at(None).count() == 6
    assert SourceBatch.objects.filter(load=load).count() == 1


def started(load):
    let_the_worker_work()
    return operations.start(load=again(load), by=CLERK, now=LATER)


def test_stopping_while_it_loads_keeps_nothing_and_brings_it_back_to_the_stage(load):
    started(load)
    batches = SourceBatch.objects.count()
    said = _errands.load_(subject=str(load.pk), by=CLERK, now=LATER, board=Heard(3, stop))
    load = again(load)
    assert (load.state, load.refusal) == (LoadState.STAGED, "已按要求停止，没有载入任何一行。")
    assert said == load.refusal
    assert (YearlyFacts.objects.count(), SourceBatch.objects.count()) == (0, batches)
    operations.confirm(load=load, by=CLERK, now=LATER)
    assert YearlyFacts.objects.known_at(None).count() == 6


def test_stopping_while_it_reads_discards_the_file(load):
    _errands.read(subject=str(load.pk), by=CLERK, now=NOW, board=Heard(3, stop))
    assert again(load).state == LoadState.DISCARDED
    assert not StagedRow.objects.filter(load=load).exists()


def test_a_file_put_aside_while_it_is_read_leaves_no_row(load):
    StagedRow.objects.create(load=load, row_number=99, verdict="NEW")
    operations.discard(load=load, by=CLERK, now=LATER)
    assert (again(load).state, again(load).rows.count()) == (LoadState.DISCARDED, 0)


def test_what_still_waits_in_the_queue_is_stopped_at_once(load):
    operations.stop(load=load, by=CLERK, now=LATER)
    assert again(load).state == LoadState.DISCARDED
    let_the_worker_work()
    assert again(load).state == LoadState.DISCARDED
    assert Errand.objects.get().task.return_value == "这件工作已经不需要做了。"


def test_a_confirmation_that_waits_is_stopped_at_once(load):
    operations.stop(load=started(load), by=CLERK, now=LATER)
    assert again(load).state == LoadState.STAGED
    let_the_worker_work()
    assert (again(load).state, YearlyFacts.objects.count()) == (LoadState.STAGED, 0)


def test_a_running_errand_is_asked_to_stop_and_does_at_its_next_word(load):
    with progress.posted(load.errand_id) as board:
        assert errand_state(load) is ErrandState.RUNNING
        board.say("逐行判断", 3, 6)
        assert queries.errand_of(again(load)).standing.per_cent == 50
        operations.stop(load=again(load), by=CLERK, now=LATER)
        assert again(load).state == LoadState.READING
        with pytest.raises(progress.Stopped):
            board.say("逐行判断", 4, 6)
    assert progress.standing(load.errand_id) is None


def test_a_process_that_died_is_known_at_once_and_its_work_goes_on(load):
    with pytest.raises(Died):
        _errands.read(subject=str(load.pk), by=CLERK, now=NOW, board=Heard(3, die))
    task = load.errand.task
    task.status, task.started_at = TaskResultStatus.RUNNING, clock.wall() - timedelta(minutes=1)
    task.save()
    assert errand_state(load) is ErrandState.LOST
    [file] = queries.receipt(load.receipt).files
    assert file.next_step == "后台中断，请继续或放弃"
    operations.resume(load=again(load), by=CLERK, now=LATER)
    let_the_worker_work()
    assert (again(load).state, again(load).rows.count()) == (LoadState.STAGED, 6)


def test_what_an_attempt_left_behind_is_dropped_by_the_next(load):
    StagedRow.objects.create(load=load, row_number=99, verdict="NEW")
    let_the_worker_work()
    assert list(again(load).rows.values_list("row_number", flat=True).order_by("row_number")) == [
        2,
        3,
        4,
        5,
        6,
        7,
    ]


def test_a_load_that_was_cut_off_is_not_there_and_can_be_given_up(load):
    started(load)
    with pytest.raises(Died):
        _errands.load_(subject=str(load.pk), by=CLERK, now=LATER, board=Heard(3, die))
    Errand.objects.all().delete()
    assert (again(load).state, YearlyFacts.objects.count()) == (LoadState.LOADING, 0)
    operations.stop(load=again(load), by=CLERK, now=LATER)
    operations.discard(load=again(load), by=CLERK, now=LATER)
    assert again(load).state == LoadState.DISCARDED


def test_what_is_under_way_is_not_begun_a_second_time(load):
    with pytest.raises(operations.UnableToDiscard, match="还在做"):
        operations.resume(load=load, by=CLERK, now=LATER)
    started(load)
    with pytest.raises(operations.UnableToConfirm, match="这个批次载入中，不能再次确认"):
        operations.confirm(load=again(load), by=CLERK, now=LATER)
    with pytest.raises(operations.UnableToDiscard, match="这个批次载入中，不能放弃"):
        operations.discard(load=again(load), by=CLERK, now=LATER)
    let_the_worker_work()
    for act in (operations.stop, operations.resume):
        with pytest.raises(operations.UnableToDiscard, match="没有正在做的工作"):
            act(load=again(load), by=CLERK, now=LATER)


def test_records_that_moved_are_told_on_the_stage_when_the_background_finds_out(load):
    started(load)
    theirs = a_csv(HEADER, (FIRMS[5][0], FIRMS[5][1], 2024, 7))
    loaded("yearly_facts", theirs, name="补.csv", now=LATER)
    let_the_worker_work()
    load = again(load)
    assert load.state == LoadState.STAGED
    assert "有 1 行对应的记录已被改动" in load.refusal
    assert YearlyFacts.objects.get().revenue_fen == 7_000_000


def test_a_large_load_is_judged_again_in_the_background(load):
    let_the_worker_work()
    loaded("yearly_facts", yearly(), name="甲.csv", now=LATER)
    load = operations.look_again(load=again(load), by=CLERK, now=LATER)
    assert load.state == LoadState.READING
    let_the_worker_work()
    assert again(load).counts["SAME"] == 6


def test_somebody_without_the_right_stops_nothing(load):
    with pytest.raises(operations.UnableToDiscard, match="没有导入数据的权限"):
        operations.stop(load=load, by=an_actor(Role.COUNTY_LEADER), now=LATER)
