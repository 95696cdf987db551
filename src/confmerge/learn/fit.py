"""Logistic regression with few weights: what speaks for one class against the other, and how much.

Coordinate descent on the penalised likelihood (Friedman, Hastie and Tibshirani, "Regularization Paths for Generalized
Linear Models via Coordinate Descent", 2010), one Newton step for a weight. No chance is in it: equal input gives equal
weights.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

_SWEEPS, _STILL = 60, 0.005
_FARTHEST = 30.0
# A Newton step on few examples may be wild.
_STEP = 2.0
_FLATTEST = 0.1


def fit(
    rows: Sequence[Sequence[int]],
    positive: Sequence[bool],
    features: int,
    *,
    offset: Sequence[float] | None = None,
    sparse: float = 0.0,
    ridge: float = 1.0,
    balanced: bool = True,
) -> list[float]:
    """Return a weight for each feature so that P(positive) = 1 / (1 + exp(-(offset + bias + sum of weights))).

    `rows`: for each example the features that it has, from 0 to `features` - 1; `offset`: what is known of each before;
    `sparse` and `ridge`: what a weight costs by its size and by its square, in examples; `balanced`: the two classes
    count alike, however many examples they have. Both have to be there.
    """
    columns: list[list[int]] = [[] for _ in range(features)]
    for number, row in enumerate(rows):
        for feature in row:
            columns[feature].append(number)
    descent = _Descent(offset or [0.0] * len(rows), positive, _costs(positive, balanced))
    everyone = range(len(rows))
    weights = [0.0] * features
    whole = True
    for _ in range(_SWEEPS):
        most = abs(descent.step(everyone, 0.0, 0.0, 0.0))
        for feature, column in enumerate(columns):
            if whole or weights[feature]:
                step = descent.step(column, weights[feature], sparse, ridge)
                weights[feature] += step
                most = max(most, abs(step))
        if whole and most < _STILL:
            break
        # All weights are looked at only when those that are not 0 have come to rest.
        whole = most < _STILL
    return weights


def fit_line(scores: Sequence[float], positive: Sequence[bool], *, balanced: bool = True) -> tuple[float, float]:
    """Return bias and slope (more than 0) so that P(positive) = 1 / (1 + exp(-(bias + slope x score)))."""
    cost = _costs(positive, balanced)
    bias, slope = 0.0, 1.0
    for _ in range(_SWEEPS):
        down = across = 0.0
        bend, both, steep = 1e-6, 0.0, 1e-6
        for score, held in zip(scores, positive, strict=True):
            margin = bias + slope * score
            chance = 1.0 / (1.0 + math.exp(-margin)) if -_FARTHEST < margin < _FARTHEST else float(margin > 0.0)
            off, curve = cost[held] * (chance - held), cost[held] * chance * (1.0 - chance)
            down, across = down + off, across + off * score
            bend, both, steep = bend + curve, both + curve * score, steep + curve * score * score
        across += slope - 1.0  # where examples do not tell, a point is a unit of log odds
        steep += 1.0
        scale = bend * steep - both * both
        step = (steep * down - both * across) / scale, (bend * across - both * down) / scale
        bias, slope = bias - step[0], max(_FLATTEST, slope - step[1])
        if max(map(abs, step)) < _STILL:
            break
    return bias, slope


def _costs(positive: Sequence[bool], balanced: bool) -> tuple[float, float]:
    """What a negative and a positive example count: balanced, each class counts half of all examples."""
    many = sum(positive)
    if not balanced:
        return 1.0, 1.0
    return len(positive) / (2 * (len(positive) - many)), len(positive) / (2 * many)


class _Descent:
    """The margins of examples, and how the likelihood slopes and bends there."""

    def __init__(self, margins: Sequence[float], positive: Sequence[bool], cost: tuple[float, float]) -> None:
        self._margins, self._positive, self._cost = list(margins), positive, cost
        self._slopes, self._bends = [0.0] * len(margins), [0.0] * len(margins)
        self._move(range(len(margins)), 0.0)

    def step(self, column: Sequence[int], weight: float, sparse: float, ridge: float) -> float:
        """Take a Newton step for the weight of a feature that these examples have, and return it."""
        slope = ridge * weight + sum(map(self._slopes.__getitem__, column))
        if not weight and abs(slope) <= sparse:
            return 0.0
        bend = ridge + 1e-6 + sum(map(self._bends.__getitem__, column))
        wanted = weight - slope / bend
        wanted = math.copysign(max(0.0, abs(wanted) - sparse / bend), wanted)
        step = max(-_STEP, min(_STEP, wanted - weight))
        self._move(column, step)
        return step

    def _move(self, column: Sequence[int], step: float) -> None:
        margins, positive, slopes, bends = self._margins, self._positive, self._slopes, self._bends
        for number in column:
            margins[number] = margin = margins[number] + step
            chance = 1.0 / (1.0 + math.exp(-margin)) if -_FARTHEST < margin < _FARTHEST else float(margin > 0.0)
            held = positive[number]
            cost = self._cost[held]
            slopes[number] = cost * (chance - held)
            bends[number] = cost * chance * (1.0 - chance)
