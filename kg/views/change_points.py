"""When did a series change? Change points in counts or balances over periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SHORTEST = 3
"""Periods that must lie on each side of a change point."""
SHUFFLES = 999
SEED = 20200821


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """The first period after a change, the means before and after it, and how often a shuffled series changes as much."""

    period: str
    before: float
    after: float
    p: float


def change_points(periods: Sequence[str], values: Sequence[float | None], *, level: float = 0.05) -> tuple[ChangePoint, ...]:
    """Return the change points of a series, in order; periods without a value (None, nan) are left out.

    Binary segmentation on the mean: the cut that explains most of the variance is kept if at most `level` of 999 shuffles of the segment
    (a fixed seed) can be cut as well, and each part is then searched in turn. At least three periods must lie on each side, so a
    series of fewer than six has none. The means of a change point are those of its own segments.

    >>> years = [str(y) for y in range(2010, 2022)]
    >>> change_points(years, [5, 6, 5, 6, 5, 6, 1, 0, 1, 0, 1, 0])
    (ChangePoint(period='2016', before=5.5, after=0.5, p=0.008),)
    >>> change_points(years, [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2])
    ()
    """
    kept = [(p, float(v)) for p, v in zip(periods, values, strict=True) if v is not None and v == v]
    series = [v for _, v in kept]
    cuts = sorted(_cuts(series, 0, level))
    edges = [0, *(at for at, _ in cuts), len(series)]
    return tuple(ChangePoint(kept[at][0], _mean(series[edges[i]:at]), _mean(series[at:edges[i + 2]]), p) for i, (at, p) in enumerate(cuts))


def _cuts(series: Sequence[float], offset: int, level: float) -> list[tuple[int, float]]:
    import numpy

    values = numpy.asarray(series, dtype=float)
    if len(values) < 2 * SHORTEST:
        return []
    gains = _gains(values[None, :])[0]
    at = int(gains.argmax())
    if gains[at] <= 1e-12:
        return []
    random = numpy.random.default_rng(SEED)
    shuffled = random.permuted(numpy.tile(values, (SHUFFLES, 1)), axis=1)
    as_much = int((_gains(shuffled).max(axis=1) >= gains[at] - 1e-12).sum())
    p = round((as_much + 1) / (SHUFFLES + 1), 3)
    if p > level:
        return []
    cut = at + SHORTEST
    return [*_cuts(series[:cut], offset, level), (offset + cut, p), *_cuts(series[cut:], offset + cut, level)]


def _gains(rows):  # type: ignore[no-untyped-def]  # numpy is loaded late
    """Return for each row and each cut how much variance (a sum of squares) the two means explain beyond one."""
    import numpy

    n = rows.shape[1]
    cuts = numpy.arange(SHORTEST, n - SHORTEST + 1)
    left = rows.cumsum(axis=1)[:, cuts - 1]
    total = rows.sum(axis=1, keepdims=True)
    return left**2 / cuts + (total - left) ** 2 / (n - cuts) - total**2 / n


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 3)
