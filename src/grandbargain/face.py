"""The Python face: one object that holds a dispute and answers questions about it.

It stands above ``study`` and ``report`` and below the command line, which uses it for the page.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .dynamics.answer import DynamicsAnswer, DynamicsSettings
from .report import render
from .robustness.answer import RobustnessAnswer, RobustnessSettings
from .stability.answer import PathAnswer, PathSettings, StabilityAnswer, StabilitySettings
from .stability.trust_answer import TrustAnswer, TrustSettings
from .study.ask import ask_bargain, bargain_settings, judged_package
from .study.description import Description, describe
from .study.files import write_whole
from .study.finding import dispute_path, find_dispute
from .study.plan import WORLDS, answers_for_page, page_settings
from .study.playing import ask_dynamics
from .study.settings import checked_settings
from .study.trusting import ask_trust
from .study.walks import ask_stability
from .study.ways import ask_path

if TYPE_CHECKING:
    from .bargain.result import BargainAnswer
    from .dispute import Dispute
    from .study.progress import Progress, Told


@dataclass(frozen=True)
class Study:
    """Questions about one dispute.

    Parameters
    ----------
    dispute
        A dispute, the path of a model file, or a name of the catalogue.
    seed
        Seed of the worlds of every question; same seed, same answers.

    Attributes
    ----------
    model
        The file of the dispute; None where a dispute was handed over.

    Raises
    ------
    UsageError
        There is no such file and no such name.
    InvalidModelError
        The file has problems; the error carries all of them.

    Examples
    --------
    >>> study = Study("orchard")
    >>> answer = study.bargain(rules=["nash"])
    >>> answer.zopa
    True
    """

    dispute: Dispute
    seed: int = 0
    model: Path | None = field(default=None, compare=False)

    def __init__(self, dispute: Dispute | str | os.PathLike[str], seed: int = 0) -> None:
        is_named = isinstance(dispute, (str, os.PathLike))
        object.__setattr__(self, "dispute", find_dispute(dispute))
        object.__setattr__(self, "seed", seed)
        object.__setattr__(self, "model", dispute_path(dispute) if is_named else None)

    def bargain(
        self,
        package: Mapping[str, str] | str | None = None,
        *,
        jobs: int = 1,
        progress: Progress | None = None,
        **settings: Any,
    ) -> BargainAnswer:
        """Return which packages reconcile the interests.

        Parameters
        ----------
        package
            A package to judge: ``{issue: option}`` (issues left out stay at the status quo), the
            same as text, ``"status_quo"``, or the name of a solution (``"nash"``).
        jobs
            Processes to use; the answer is the same for any number.
        progress
            Called with the step in words and how much is done.
        settings
            Fields of :class:`BargainSettings`; with ``worlds`` the rule ``safest`` is added.

        Raises
        ------
        UsageError
            A name that the dispute does not have, or a number out of its range.
        MissingSectionError
            Some actor has no points.
        """
        wanted, judge = judged_package(package)
        asked = bargain_settings(self.dispute, **{"seed": self.seed, **settings, "package": wanted})
        return ask_bargain(self.dispute, asked, judge=judge, jobs=jobs, progress=progress)

    def stability(
        self,
        package: Mapping[str, str] | str | None = None,
        *,
        jobs: int = 1,
        progress: Progress | None = None,
        **settings: Any,
    ) -> StabilityAnswer:
        """Return who would walk away from a package, or the equilibria of the whole graph.

        Parameters
        ----------
        package
            ``{issue: option}`` (issues left out stay at the status quo), the same as text,
            ``"status_quo"`` or the name of a solution; None: every package is judged.
        jobs, progress
            As in :meth:`bargain`.
        settings
            Fields of :class:`StabilitySettings`: ``coalitions``, ``what_must_change``,
            ``worlds``, ``budget_packages``, ``budget_seconds``.

        Raises
        ------
        UsageError
            A name that the dispute does not have.
        InfeasiblePackageError
            The package breaks a logical constraint.
        TooLargeError
            The whole graph is too large; ask about one package.

        Examples
        --------
        >>> answer = Study("elmira").stability("status_quo")
        >>> answer.verdicts["local"]["nash"].stable
        False
        """
        asked = checked_settings(StabilitySettings, {"seed": self.seed, **settings})
        return ask_stability(self.dispute, asked, package=package, jobs=jobs, progress=progress)

    def path(
        self,
        package: Mapping[str, str] | str,
        *,
        jobs: int = 1,
        progress: Progress | None = None,
        **settings: Any,
    ) -> PathAnswer:
        """Return a shortest sequence of steps from the status quo to a package.

        Parameters
        ----------
        package, jobs, progress
            As in :meth:`stability`.
        settings
            Fields of :class:`PathSettings`: ``coalition``, ``first``, ``budget_packages``.

        Raises
        ------
        UsageError
            A name that the dispute does not have.
        InfeasiblePackageError
            The package breaks a constraint.

        Examples
        --------
        >>> answer = Study("elmira").path("insistence=insists")
        >>> [step.by for step in answer.way.steps]
        [('local',)]
        """
        asked = checked_settings(PathSettings, settings)
        return ask_path(self.dispute, asked, package=package, jobs=jobs, progress=progress)

    def trust(
        self,
        between: Sequence[str],
        package: Mapping[str, str] | str = "nash",
        *,
        jobs: int = 1,
        progress: Progress | None = None,
        **settings: Any,
    ) -> TrustAnswer:
        """Return how much some actors must trust each other to keep a package.

        Parameters
        ----------
        between
            Two actors or more, or the name of a group.
        package, jobs, progress
            As in :meth:`stability`.
        settings
            Fields of :class:`TrustSettings`: ``worlds``.

        Raises
        ------
        UsageError
            A name that the dispute does not have, or fewer than two actors.
        MissingSectionError
            One of the actors has no points.

        Examples
        --------
        >>> answer = Study("orchard").trust(["upper", "lower"])
        >>> answer.trust["upper"].points.failure
        50.0
        """
        wanted = (between,) if isinstance(between, str) else tuple(between)
        asked = checked_settings(TrustSettings, {"seed": self.seed, **settings, "between": wanted})
        return ask_trust(self.dispute, asked, package=package, jobs=jobs, progress=progress)

    def dynamics(
        self,
        strategies: Sequence[str] = (),
        *,
        jobs: int = 1,
        progress: Progress | None = None,
        **settings: Any,
    ) -> DynamicsAnswer:
        """Return what decades of play do under strategies of the file.

        Parameters
        ----------
        strategies
            Names; all of the file if left out. ``default``, in which everybody answers, is always
            among them.
        jobs, progress
            As in :meth:`bargain`.
        settings
            Fields of :class:`DynamicsSettings`: ``worlds``, ``histories``, ``shown``, ``compare``,
            ``order``, ``rationality``, ``years``, ``stationary``, ``budget_gib``.

        Raises
        ------
        UsageError
            A strategy that the file does not have, or a number out of its range.
        MissingSectionError
            The file has no section ``dynamics``, or it lacks a number.
        InvalidModelError
            A chance of play leaves [0, 1] where play can come, or something like it.
        TooLargeError
            The tables would take more memory than the budget.

        Examples
        --------
        >>> answer = Study("truce").dynamics(compare=False, histories=0)
        >>> list(answer.strategies)[0]
        'default'
        """
        wanted = {"seed": self.seed, **settings, "strategies": tuple(strategies)}
        asked = checked_settings(DynamicsSettings, wanted)
        return ask_dynamics(self.dispute, asked, jobs=jobs, progress=progress)

    def robustness(
        self,
        tests: Sequence[str] = (),
        *,
        folder: str | os.PathLike[str] | None = None,
        jobs: int = 1,
        progress: Progress | None = None,
        **settings: Any,
    ) -> RobustnessAnswer:
        """Return which conclusions survive not knowing the numbers, and what breaks the others.

        Parameters
        ----------
        tests
            Names of tests of the file; all if left out, or ``deal`` where it has none.
        folder
            Where to keep the run, so that it can be taken up again and queried; None: nowhere.
        jobs, progress
            As in :meth:`bargain`.
        settings
            Fields of :class:`RobustnessSettings`: ``worlds``, ``play_worlds``, ``design``,
            ``packages``, ``strategies``, ``pinned``, ``sobol``, ``boxes``, ``inputs``,
            ``probe_play``, ``factors``, ``hurwicz``, ``budget_seconds``, ``budget_nodes``.

        Raises
        ------
        UsageError
            A name that the dispute does not have, a pin or a number out of its range, or a folder
            that holds something else.
        MissingSectionError
            The file has nothing that could be asked about.
        TooLargeError
            The tables would not fit.

        Examples
        --------
        >>> answer = Study("orchard").robustness(worlds=64, sobol=0)
        >>> round(answer.tests["deal"].domain.share, 1)
        0.9
        """
        from .study.robust.ask import Workers, ask_robustness  # noqa: PLC0415 - engines are slow

        wanted = {"seed": self.seed, **settings, "tests": tuple(tests)}
        return ask_robustness(
            self.dispute,
            checked_settings(RobustnessSettings, wanted),
            model=None if self.model is None else self.model.read_bytes(),
            folder=None if folder is None else Path(folder),
            workers=Workers(jobs=jobs),
            progress=progress,
        )

    def describe(self) -> Description:
        """Return the dispute at a glance."""
        return describe(self.dispute)

    def report(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        worlds: int = WORLDS,
        outlines: Sequence[tuple[str, str]] = (),
        resolve: bool = False,
        package: Mapping[str, str] | str | None = None,
        run: str | os.PathLike[str] | None = None,
        jobs: int = 1,
        progress: Progress | None = None,
        **settings: Any,
    ) -> Path:
        """Write everything that the file allows to ask as one HTML page; return its path.

        Parameters
        ----------
        path
            Where to write; ``<name of the dispute>.html`` in the current folder if left out.
        worlds
            Worlds for acceptance.
        outlines
            Pairs of actors whose edge of the zone of agreement the page draws.
        resolve
            Whether to seek the Nash package anew in every world.
        run
            Folder of a finished run of :meth:`robustness`, whose answer the page takes; if left
            out, the page asks what would break it as far as that takes seconds.
        package, jobs, progress
            As in :meth:`bargain`.
        settings
            Further fields of :class:`BargainSettings`: ``parties``, ``floors``, ``first``,
            ``memberships``, ``frontier_limit``, ``budget_seconds``, ``budget_nodes``.

        Raises
        ------
        UsageError
            A name that the dispute does not have, or a number out of its range.
        OSError
            The system refuses to write; an older page is left as it was.
        """
        target = Path(path) if path is not None else default_page(self.dispute)
        wanted, judge = judged_package(package)
        asked = page_settings(
            self.dispute,
            seed=self.seed,
            worlds=worlds,
            resolve=resolve,
            **{**settings, "package": wanted},
        )
        answered = None
        if run is not None:
            from .study.robust.runs import read_answer  # noqa: PLC0415 - engines are slow

            answered = read_answer(Path(run), self.dispute)
        answers, _ = answers_for_page(
            self.dispute,
            asked,
            outlines=outlines,
            judge=judge,
            run=answered,
            jobs=jobs,
            progress=progress,
        )
        write_page(target, self.dispute, answers)
        return target


def default_page(dispute: Dispute) -> Path:
    """Return where a page goes if nobody says: the name of the dispute, in the current folder."""
    return Path(f"{dispute.name or 'dispute'}.html")


def write_page(path: Path, dispute: Dispute, answers: Mapping[str, Told]) -> None:
    """Write the page of a dispute and its answers, whole or not at all.

    Raises
    ------
    UsageError
        ``path`` is a folder, or its folder does not exist.
    OSError
        The system refuses; an older page is left as it was.
    """
    write_whole(path, render(dispute, {name: answer.to_dict() for name, answer in answers.items()}))
