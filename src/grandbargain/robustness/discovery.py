"""Scenario discovery: which limits on the uncertain numbers tell the cases from the other worlds.

The patient rule induction method (PRIM) of Friedman and Fisher (1999), used as by Bryant and
Lempert (2010) and Kwakkel and Jaxa-Rozen (2016). Limits are drawn on one half of the worlds, and
chosen, thinned out and reported on the other half. The loops are in :mod:`.kernels_boxes`, the
results in :mod:`.boxes`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import betainc

from ..errors import UsageError
from ..kernels.philox import uniforms
from .boxes import Box, BoxSettings, Discovery, Limit, Step
from .kernels_boxes import CATEGORY, HIGH, LOW, Bounds, Moves, Rows, count, find

OPEN = (-np.inf, np.inf)
"""Bounds of a side without a limit, by side."""


TINY = np.finfo(np.float64).tiny
"""Less than any weight."""


@dataclass(frozen=True, eq=False)
class Input:
    """One uncertain number in all worlds.

    Attributes
    ----------
    number
        Its name; a name comes once.
    values : array, shape (W,)
        Its value in every world, finite, in its own units; or codes of categories from 0.
    categories
        Names of the categories, by code; empty for numbers.
    """

    number: str
    values: np.ndarray
    categories: tuple[str, ...] = ()


def find_boxes(
    inputs: Sequence[Input],
    cases: np.ndarray,
    *,
    weights: np.ndarray | None = None,
    settings: BoxSettings | None = None,
    seed: int = 0,
) -> Discovery:
    """Find limits on the inputs within which cases are dense and which hold most of the cases.

    1. The worlds are split in two halves, each with half of the cases. Of very many inputs those
       are looked at that go most with the cases on the training half.
    2. On the training half the end of an input, or the category, whose removal gains most in
       density per weight is peeled off, time and again, and strips are then pasted back as long
       as that raises the density.
    3. At every point of that way the limit that counts least on the hold-out half is left out,
       time and again, while its quasi-p is not below the level. Both sides of an input count for
       themselves.
    4. What remains is judged on the hold-out half by the harmonic mean of its coverage and of how
       far its density has come from the share of cases among all worlds to 1. Of the points within
       one standard error of the best the one with the fewest inputs is chosen.
    5. The box stands if its density could hardly be that high by chance (one-sided binomial, times
       the points that were looked at, below the level), and the odds of a case in it are enough
       larger than among all worlds.
    6. Its worlds are set aside, and the search goes on among the rest.

    The same for a seed, on any number of cores.

    Parameters
    ----------
    inputs
        The uncertain numbers, d of them.
    cases : array of bool, shape (W,)
        Which worlds are cases.
    weights : array, shape (W,), optional
        Weight of every world, 0 or more; equal if left out. Worlds of weight 0 are left out. They
        weigh worlds and are no counts: what is significant follows from the effective number of
        worlds (Kish 1965).
    settings
        How to search; :class:`BoxSettings` has the defaults.
    seed
        Key of the halves, 0 or more.

    Returns
    -------
    Discovery
        The boxes, or a note why there are none.

    Raises
    ------
    UsageError
        Shapes that do not fit, values that are not finite, codes without a category, a negative
        weight, a name that comes twice.

    Notes
    -----
    Friedman and Fisher (1999), "Bump hunting in high-dimensional data", Statistics and Computing
    9; Bryant and Lempert (2010), "Thinking inside the box", Technological Forecasting and Social
    Change 77(1); Kwakkel and Jaxa-Rozen (2016), Environmental Modelling & Software 79.

    Examples
    --------
    The deal fails where oil is cheap and trust is low:

    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> oil, trust, rain = rng.random((3, 2000))
    >>> fails = (oil < 0.5) & (trust < 0.4)
    >>> named = {"oil": oil, "trust": trust, "rain": rain}
    >>> found = find_boxes([Input(name, values) for name, values in named.items()], fails)
    >>> [limit.number for limit in found.boxes[0].limits]
    ['oil', 'trust']
    >>> found.boxes[0].coverage > 0.9, found.boxes[0].density > 0.9
    (True, True)
    """
    how = settings or BoxSettings()
    worlds = _checked(inputs, cases, weights, seed)
    note = _too_little(worlds, how)
    if note:
        return _answer(worlds, (), (), note)
    halves = half_of(worlds.is_case, seed, slot=0)
    remaining = np.ones(worlds.count, dtype=bool)
    boxes: list[Box] = []
    trajectory: tuple[Step, ...] = ()
    while len(boxes) < how.most:
        some = worlds.only(screen(worlds.rows, remaining & halves, how.searched))
        search = _Search(some, halves, remaining, how, seed, slot=1 + len(boxes) * how.resamples)
        chosen, bounds = search.choose()
        if not boxes:
            trajectory = search.steps(chosen)
        if not search.stands(bounds):
            break
        boxes.append(search.box(bounds))
        remaining &= ~some.inside(bounds)
        if not _is_enough(worlds.is_case, halves, remaining, how):
            break
    note = "" if boxes else _NOTHING
    return _answer(worlds, tuple(boxes), trajectory, note)


_NOTHING = (
    "No limits on the uncertain numbers tell these cases from the other worlds: "
    "what looks like a pattern on one half of the worlds does not hold on the other."
)


@dataclass(frozen=True, eq=False)
class _Worlds:
    """All worlds, checked: what the kernels take, and the names."""

    inputs: tuple[Input, ...]
    rows: Rows
    is_case: np.ndarray

    @property
    def count(self) -> int:
        return len(self.is_case)

    def only(self, chosen: np.ndarray) -> _Worlds:
        """Return the worlds with some of the inputs."""
        rows = self.rows
        if len(chosen) == len(self.inputs):
            return self
        some = Rows(
            rows.values[chosen], rows.order[chosen], rows.kinds[chosen], rows.weight, rows.hit
        )
        return _Worlds(tuple(self.inputs[j] for j in chosen), some, self.is_case)

    def part(self, which: np.ndarray, *, is_ordered: bool) -> Rows:
        """Return some of the worlds; the order is kept, not worked out again."""
        rows = self.rows
        values = np.ascontiguousarray(rows.values[:, which])
        order = np.empty((len(values), 0), dtype=np.int32)
        if is_ordered:
            position = (np.cumsum(which) - 1).astype(np.int32)
            order = np.zeros(values.shape, dtype=np.int32)
            for j in np.flatnonzero(rows.kinds == 0):
                ranks = rows.order[j]
                order[j] = position[ranks[which[ranks]]]
        return Rows(values, order, rows.kinds, rows.weight[which], rows.hit[which])

    def inside(self, bounds: Bounds) -> np.ndarray:
        """Return which worlds meet the limits, shape (W,)."""
        found = np.ones(self.count, dtype=bool)
        for j, values in enumerate(self.rows.values):
            if self.rows.kinds[j]:
                found &= bounds.kept[j, values.astype(np.int64)]
            else:
                found &= (values >= bounds.low[j]) & (values <= bounds.high[j])
        return found


def screen(rows: Rows, which: np.ndarray, most: int) -> np.ndarray:
    """Return the inputs that go most with the cases in some worlds, in their order.

    What counts is the largest standardised excess or lack of cases below any value of the input
    (between a twentieth and nineteen twentieths of the worlds), or in one of its categories.

    Parameters
    ----------
    rows : Rows
        The worlds.
    which : array of bool, shape (W,)
        Those looked at.
    most : int
        How many inputs to return, at most.
    """
    if len(rows.kinds) <= most:
        return np.arange(len(rows.kinds))
    total, hits = rows.weight[which].sum(), rows.hit[which].sum()
    share = hits / total
    strength = np.zeros(len(rows.kinds))
    for j, kinds in enumerate(rows.kinds):
        if kinds:
            codes = rows.values[j, which].astype(np.int64)
            below = np.bincount(codes, rows.weight[which], kinds)
            struck = np.bincount(codes, rows.hit[which], kinds)
            inside = (below > 0) & (below < total)
        else:
            order = rows.order[j][which[rows.order[j]]]
            values = rows.values[j, order]
            below, struck = np.cumsum(rows.weight[order]), np.cumsum(rows.hit[order])
            inside = np.append(values[1:] > values[:-1], False)
            inside &= (below >= 0.05 * total) & (below <= 0.95 * total)
        if inside.any():
            part = below[inside]
            spread = np.sqrt(share * (1 - share) * part * (1 - part / total))
            strength[j] = np.max(np.abs(struck[inside] - share * part) / spread)
    return np.sort(np.argsort(-strength, kind="stable")[:most])


def arrange(inputs: Sequence[Input], cases: np.ndarray, weights: np.ndarray) -> Rows:
    """Return what the kernels take, with the order of every number; nothing is checked.

    ``cases`` are of bool, shape (W,), and ``weights`` positive numbers, shape (W,).
    """
    values = np.empty((len(inputs), len(cases)))
    order = np.zeros(values.shape, dtype=np.int32)
    kinds = np.array([len(item.categories) for item in inputs], dtype=np.int64)
    for j, item in enumerate(inputs):
        values[j] = item.values
        if not item.categories:
            order[j] = np.argsort(values[j], kind="stable")
    return Rows(values, order, kinds, weights, weights * cases)


def find_way(rows: Rows, settings: BoxSettings, least: float) -> Moves:
    """Return all steps of peeling and pasting on these worlds.

    Parameters
    ----------
    rows : Rows
        The worlds, at least one.
    settings
        Shares per step.
    least
        Least weight of a box.
    """
    shrink = math.log(max(rows.weight.sum() / least, 1.0))
    categories = int(rows.kinds.sum())
    peels = shrink / -math.log1p(-settings.peel) + categories
    pastes = shrink / math.log1p(settings.paste) + categories + 2 * len(rows.kinds)
    room = int(peels + pastes) + 8
    whole = (np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64))
    moves = Moves(*whole, np.empty(room), np.empty(room), np.empty(room))
    steps = find(rows, settings.peel, settings.paste, least, moves)
    return Moves(*(part[:steps] for part in moves))


def boxes_of(moves: Moves, kinds: np.ndarray) -> list[Bounds]:
    """Return the box after every step; ``kinds`` (d,) counts the categories of every input."""
    inputs = len(kinds)
    now = Bounds(
        np.full(inputs, -np.inf),
        np.full(inputs, np.inf),
        np.ones((inputs, max([1, *kinds])), dtype=bool),
    )
    found = [now]
    for j, side, bound in zip(*(part[1:] for part in moves[:3]), strict=True):
        now = Bounds(*(part.copy() for part in now))
        if side == CATEGORY:
            now.kept[j, int(bound)] ^= True
        else:
            now[side][j] = bound
        found.append(now)
    return found


def quasi_p(cases: float, worlds: float, density: np.ndarray) -> np.ndarray:
    """Return the chance of at least so many cases among so many worlds, for some densities.

    One-sided binomial, as in Bryant and Lempert (2010). Numbers of worlds need not be whole: the
    binomial is then continued by the incomplete beta function.

    Examples
    --------
    >>> quasi_p(3, 3, np.array([0.5, 1.0]))
    array([0.125, 1.   ])
    """
    if cases <= 0:
        return np.ones(np.shape(density))
    return betainc(cases, max(worlds - cases, 0.0) + 1, np.minimum(density, 1.0))


class _Search:
    """The search for one box among the worlds that are in none."""

    def __init__(
        self,
        worlds: _Worlds,
        halves: np.ndarray,
        remaining: np.ndarray,
        settings: BoxSettings,
        seed: int,
        slot: int,
    ) -> None:
        self.worlds, self.settings = worlds, settings
        self.train = worlds.part(remaining & halves, is_ordered=True)
        self.hold = worlds.part(remaining & ~halves, is_ordered=False)
        weight, hit = worlds.rows.weight, worlds.rows.hit
        self.train_total = (weight[halves].sum(), hit[halves].sum())
        self.hold_total = (weight[~halves].sum(), hit[~halves].sum())
        kish = self.hold_total[0] / (weight[~halves] ** 2).sum()
        self.effective = float(kish)
        """Worlds that one unit of weight of the hold-out half counts as."""
        least = settings.least_mass * self.train_total[0]
        self.way = find_way(self.train, settings, least)
        self.boxes = boxes_of(self.way, self.train.kinds)
        self.again = [
            self._again(half_of(worlds.is_case, seed, slot + n, remaining), least)
            for n in range(settings.resamples)
        ]

    def _again(self, half: np.ndarray, least: float) -> tuple[np.ndarray, np.ndarray]:
        """Search on a half sample: coverage and density (2, S), and what is restricted (S, d)."""
        rows = self.worlds.part(half, is_ordered=True)
        way = find_way(rows, self.settings, least)
        restricted = np.array([_restricted(box) for box in boxes_of(way, rows.kinds)])
        return np.array([way.hit / way.hit[0], way.hit / way.weight]), restricted

    def choose(self) -> tuple[int, Bounds]:
        """Return the point with the fewest inputs among those about as good as any, and its box."""
        boxes = [self._thin_out(box) for box in self.boxes]
        weight, hit = np.array([count(self.hold, box)[0] for box in boxes]).T
        score, error = _judged(weight, hit, self.effective)
        at = int(np.argmax(score))
        sizes = [int(_restricted(box).sum()) for box in boxes]
        good = np.flatnonzero(score >= score[at] - error[at])
        best = int(min(good, key=lambda step: (sizes[step], -score[step], step)))
        return best, boxes[best]

    def _thin_out(self, box: Bounds) -> Bounds:
        """Return a box without the limits that count for nothing on the hold-out half."""
        while True:
            sides, chances = self._chances(box)
            if not sides or chances.max() < self.settings.level:
                return box
            box = _opened(box, *sides[int(chances.argmax())])

    def _chances(self, box: Bounds) -> tuple[list[tuple[int, int]], np.ndarray]:
        """Return every limited side, by input and side, and the quasi-p of each."""
        (weight, hit), _, near = count(self.hold, box)
        sides = _sides(box)
        more = np.array([near[j, int(side == HIGH)] for j, side in sides]).reshape(-1, 2)
        density = (hit + more[:, 1]) / np.maximum(weight + more[:, 0], TINY)
        return sides, quasi_p(hit * self.effective, weight * self.effective, density)

    def stands(self, box: Bounds) -> bool:
        """Tell whether a box says more than that some worlds are cases."""
        if not _restricted(box).any():
            return False
        weight, hit = count(self.hold, box)[0]
        if hit <= 0:
            return False
        among = self.hold.weight.sum(), self.hold.hit.sum()
        share = among[1] / among[0]
        (chance,) = quasi_p(hit * self.effective, weight * self.effective, np.array([share]))
        is_dense = all(
            hit * (total - cases) >= self.settings.least_odds * (weight - hit) * cases
            for total, cases in (among, self.hold_total)
        )
        return bool(is_dense and chance * len(self.boxes) < self.settings.level)

    def box(self, box: Bounds) -> Box:
        """Return a box with all its figures."""
        (weight, hit), counts, _ = count(self.hold, box)
        trained, struck = count(self.train, box)[0]
        return Box(
            limits=self._limits(box, trained, struck),
            coverage=float(hit / self.hold_total[1]),
            density=float(hit / weight),
            mass=float(weight / self.hold_total[0]),
            worlds=int(counts[0]),
            cases=int(counts[1]),
            training_coverage=float(struck / self.train_total[1]),
            training_density=float(struck / trained),
        )

    def steps(self, chosen: int) -> tuple[Step, ...]:
        """Return the whole way, measured on both halves."""
        found = []
        for step, box in enumerate(self.boxes):
            weight, hit = count(self.hold, box)[0]
            trained, struck = self.way.weight[step], self.way.hit[step]
            found.append(
                Step(
                    coverage=float(hit / self.hold_total[1]),
                    density=float(hit / weight) if weight > 0 else 0.0,
                    mass=float(weight / self.hold_total[0]),
                    training_coverage=float(struck / self.train_total[1]),
                    training_density=float(struck / trained),
                    training_mass=float(trained / self.train_total[0]),
                    restricted=int(_restricted(box).sum()),
                    is_chosen=step == chosen,
                    limits=self._limits(box, trained, struck),
                )
            )
        return tuple(found)

    def _limits(self, box: Bounds, trained: float, struck: float) -> tuple[Limit, ...]:
        """Return the limits of a box with its weight in training, and that of its cases there."""
        chances: dict[int, float] = {}
        for (j, _), chance in zip(*self._chances(box), strict=True):
            chances[j] = max(float(chance), chances.get(j, 0.0))
        known = self._reproduced(struck / self.way.hit[0], struck / trained)
        return tuple(
            _limit(self.worlds.inputs[j], box, j, chances[j], float(known[j]))
            for j in sorted(chances)
        )

    def _reproduced(self, coverage: float, density: float) -> np.ndarray:
        """Return per input the share of half samples that restrict it at about these figures.

        That is at the point of their way nearest to the coverage and density, the last of equals.
        """
        times = np.zeros(len(self.train.kinds))
        for figures, restricted in self.again:
            away = np.hypot(figures[0] - coverage, figures[1] - density)
            times += restricted[int(np.flatnonzero(away == away.min())[-1])]
        return times / max(1, len(self.again))


def _judged(weight: np.ndarray, hit: np.ndarray, effective: float) -> tuple[np.ndarray, np.ndarray]:
    """Return how good boxes are, and the standard errors; the first box holds all worlds."""
    share = hit[0] / weight[0]
    cover = hit / hit[0]
    dense = np.divide(hit, weight, out=np.zeros_like(hit), where=weight > 0)
    lift = np.maximum(dense - share, 0.0) / (1.0 - share)
    both = np.where(cover + lift > 0, cover + lift, 1.0)
    score = 2 * cover * lift / both
    seen = weight * effective
    likely = (hit * effective + 1) / (seen + 2)
    of_lift = likely * (1 - likely) / (seen + 2) / (1 - share) ** 2
    of_cover = cover * (1 - cover) / (hit[0] * effective)
    slope_of_lift, slope_of_cover = 2 * (cover / both) ** 2, 2 * (lift / both) ** 2
    return score, np.sqrt(slope_of_cover**2 * of_cover + slope_of_lift**2 * of_lift)


def _sides(box: Bounds) -> list[tuple[int, int]]:
    """Return what is limited, by input and side."""
    limited = np.array([box.low > OPEN[LOW], box.high < OPEN[HIGH], ~box.kept.all(axis=1)])
    return [(int(j), int(side)) for j, side in np.argwhere(limited.T)]


def _opened(box: Bounds, j: int, side: int) -> Bounds:
    """Return a box without one of its limits."""
    box = Bounds(*(part.copy() for part in box))
    box[side][j] = True if side == CATEGORY else OPEN[side]
    return box


def _restricted(box: Bounds) -> np.ndarray:
    """Return which inputs are restricted, shape (d,)."""
    return (box.low > OPEN[LOW]) | (box.high < OPEN[HIGH]) | ~box.kept.all(axis=1)


def _limit(item: Input, bounds: Bounds, j: int, chance: float, reproduced: float) -> Limit:
    low, high = float(bounds.low[j]), float(bounds.high[j])
    among = None
    if item.categories:
        among = tuple(name for c, name in enumerate(item.categories) if bounds.kept[j, c])
    return Limit(
        number=item.number,
        low=low if low > OPEN[LOW] else None,
        high=high if high < OPEN[HIGH] else None,
        among=among,
        quasi_p=chance,
        reproduced=reproduced,
    )


def half_of(
    is_case: np.ndarray, seed: int, slot: int = 0, among: np.ndarray | None = None
) -> np.ndarray:
    """Return which worlds are in a half that has half of the cases.

    Parameters
    ----------
    is_case : array of bool, shape (W,)
        Which worlds are cases.
    seed, slot
        Key of the draw, and which of its draws; the training half of :func:`find_boxes` is draw 0.
    among : array of bool, shape (W,), optional
        Split only these worlds.

    Returns
    -------
    array of bool, shape (W,)
        The half; an odd case and an odd other world are in it.
    """
    draws = uniforms(np.array([seed], dtype=np.uint64), slot, 0, len(is_case))[0]
    taken = np.zeros(len(is_case), dtype=bool)
    for kind in (is_case, ~is_case):
        which = np.flatnonzero(kind if among is None else kind & among)
        ranks = which[np.argsort(draws[which], kind="stable")]
        taken[ranks[: (len(ranks) + 1) // 2]] = True
    return taken


def _is_enough(
    is_case: np.ndarray, halves: np.ndarray, remaining: np.ndarray, settings: BoxSettings
) -> bool:
    """Tell whether each half has cases and others left for another box."""
    needed = max(settings.fewest_left, settings.least_left * np.count_nonzero(is_case))
    for half in (halves & remaining, ~halves & remaining):
        cases = np.count_nonzero(is_case & half)
        others = np.count_nonzero(half) - cases
        if 2 * cases < needed or 2 * others < settings.fewest_cases:
            return False
    return True


def _answer(
    worlds: _Worlds, boxes: tuple[Box, ...], trajectory: tuple[Step, ...], note: str
) -> Discovery:
    weight = worlds.rows.weight.sum()
    return Discovery(
        worlds=worlds.count,
        cases=int(np.count_nonzero(worlds.is_case)),
        share=float(worlds.rows.hit.sum() / weight) if weight > 0 else 0.0,
        boxes=boxes,
        trajectory=trajectory,
        note=note,
    )


def _too_little(worlds: _Worlds, settings: BoxSettings) -> str:
    """Return why nothing can be sought, or an empty text."""
    count, cases = worlds.count, int(np.count_nonzero(worlds.is_case))
    needed = settings.fewest_cases
    if not worlds.inputs:
        return "There are no uncertain numbers to put limits on."
    if cases == 0:
        return "No world is a case: there is nothing to explain."
    if cases == count:
        return "Every world is a case: no limits can tell them from others."
    if count < settings.fewest_worlds:
        return f"Too few worlds to look for limits: {count}, and {settings.fewest_worlds} needed."
    if cases < needed:
        return f"Too few cases to look for limits: {cases} of {count} worlds, and {needed} needed."
    if count - cases < needed:
        return (
            f"Nearly every world is a case: only {count - cases} of {count} are not, "
            f"and {needed} are needed to tell them apart."
        )
    return ""


def _checked(
    inputs: Sequence[Input], cases: np.ndarray, weights: np.ndarray | None, seed: int
) -> _Worlds:
    """Check everything that comes from outside; worlds without weight are left out."""
    is_case = np.asarray(cases)
    if is_case.ndim != 1 or is_case.dtype != np.bool_:
        raise UsageError("'cases' must be one row of true and false, one for each world")
    if not 0 <= seed < 2**64:
        raise UsageError(f"the seed must be a number from 0, and is {seed}")
    _check_names(item.number for item in inputs)
    weight = np.ones(len(is_case)) if weights is None else np.asarray(weights, dtype=np.float64)
    if weight.shape != is_case.shape:
        raise UsageError(f"there are {len(is_case)} worlds and {weight.size} weights")
    if not np.isfinite(weight).all() or (weight < 0).any():
        raise UsageError("the weights of worlds must be 0 or more")
    for item in inputs:
        _check_values(item, len(is_case))
    counts = weight > 0
    if not counts.all():
        inputs = [
            Input(item.number, np.asarray(item.values)[counts], item.categories) for item in inputs
        ]
        is_case, weight = is_case[counts], weight[counts]
    return _Worlds(tuple(inputs), arrange(inputs, is_case, weight), is_case)


def _check_names(names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise UsageError(f"there are two inputs {name!r}")
        seen.add(name)


def _check_values(item: Input, worlds: int) -> None:
    values = np.asarray(item.values)
    if values.shape != (worlds,):
        raise UsageError(f"{item.number!r} has {values.size} values for {worlds} worlds")
    if values.dtype.kind not in "fiub" or not np.isfinite(values).all():
        raise UsageError(f"{item.number!r} has values that are not finite numbers")
    if item.categories:
        known = len(item.categories)
        if ((values < 0) | (values >= known) | (values != np.floor(values))).any():
            raise UsageError(f"{item.number!r} has codes outside its {known} categories")
