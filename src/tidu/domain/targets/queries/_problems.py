"""The problem list: each problem with what its figure says today, its benchmark, owner and evidence."""

from __future__ import annotations

from dataclasses import dataclass

from tidu.domain.targets.models import Problem
from tidu.domain.targets.queries._outlook import Outlooks
from tidu.domain.targets.vocabulary import UNPROVEN
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Answer


@dataclass(frozen=True)
class ProblemLine:
    """One problem with the figure that shows it, None where no figure does."""

    problem: Problem
    answer: Answer | None

    @property
    def mark(self) -> str:
        """Return 待佐证 where nobody has stated evidence, else nothing."""
        return "" if self.problem.is_proven else UNPROVEN


def problems(as_of: AsOf, *, solved: bool = False, unproven: bool = False) -> list[Problem]:
    """Return the problems as known at the moment of knowledge, by number; solved ones only where asked."""
    known = Problem.objects.known_at(as_of.known_at).select_related("owner").order_by("number")
    if not solved:
        known = known.filter(solved_on__isnull=True)
    if unproven:
        known = known.filter(evidence="")
    return list(known)


def problem_lines(found: list[Problem], as_of: AsOf) -> list[ProblemLine]:
    """Return problems with what their figures say; each figure is asked once and the registers are read once."""
    outlooks = Outlooks(as_of)
    answers = {
        code: registry.ask(code, outlooks.question(as_of))
        for code in dict.fromkeys(one.figure_code for one in found if one.figure_code)
    }
    return [ProblemLine(one, answers.get(one.figure_code)) for one in found]


def find_problem(number: int, as_of: AsOf) -> Problem | None:
    """Return the problem with this number; None where there is none."""
    known = Problem.objects.known_at(as_of.known_at).select_related("owner", "source_line__batch")
    found: Problem | None = known.filter(number=number).first()
    return found


def problem_version(number: int, pk: int) -> Problem | None:
    """Return one version of a problem, standing or not; None where it is not one of this problem."""
    found: Problem | None = Problem.objects.filter(number=number, pk=pk).first()
    return found


def problem_words(problem: Problem) -> str:
    """Return what a problem says: words, benchmark, owner, evidence and when it was solved."""
    solved = f"，{problem.solved_on.isoformat()} 解决" if problem.solved_on else ""
    evidence = f"佐证“{problem.evidence}”" if problem.evidence else UNPROVEN
    return f"“{problem.text}”，对照“{problem.benchmark}”，{problem.owner.short_name}，{evidence}{solved}"
