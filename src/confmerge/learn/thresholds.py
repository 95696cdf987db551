"""From which score a paper is kept, and from which a person is asked: chosen by what the list took and passed over."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Of what the list holds, so much should not be dropped, if no more than so much of all papers is asked for that.
_SEEN, _ASKED = 0.985, 0.12
_LEAST_KEEP, _LEAST_MAYBE = 0.5, 0.3
# No number in a rules file is larger.
_MOST = 10.0


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Scores from which on a paper is kept, and is for a person to see."""

    keep: float
    maybe: float


@dataclass(frozen=True)
class Answers:
    """The scores of what was held and of what was passed over, in order; `share`: of a conference's papers, taken."""

    held: Sequence[float]
    passed: Sequence[float]
    share: float

    @classmethod
    def of(cls, told: Iterable[tuple[float, bool]], share: float) -> Answers:
        """Return the answers of (score, held) in any order."""
        pairs = sorted(told)
        return cls([score for score, held in pairs if held], [score for score, held in pairs if not held], share)

    def quality(self, keep: float) -> float:
        """Return precision and recall together (F1) of keeping from a score on."""
        right = self.share * _above(self.held, keep)
        return 2.0 * right / (right + (1.0 - self.share) * _above(self.passed, keep) + self.share)

    def seen(self, maybe: float) -> float:
        """Return the share of what is held that is not dropped."""
        return _above(self.held, maybe)

    def asked(self, maybe: float, keep: float) -> float:
        """Return the share of all papers that are between two scores."""
        ours = _above(self.held, maybe) - _above(self.held, keep)
        others = _above(self.passed, maybe) - _above(self.passed, keep)
        return self.share * ours + (1.0 - self.share) * others

    def best(self) -> Thresholds:
        """Choose thresholds: `keep` where precision and recall are best together; `maybe` as low as what is held needs,
        and no lower than a person has time for.
        """
        scores = {min(_MOST, round(score, 1)) for score in (*self.held, *self.passed)} | {_LEAST_KEEP}
        limits = sorted(score for score in scores if score >= _LEAST_MAYBE)
        keep = max((limit for limit in limits if limit >= _LEAST_KEEP), key=lambda limit: (self.quality(limit), -limit))
        lower = [limit for limit in limits if limit <= keep and self.asked(limit, keep) <= _ASKED]
        enough = [limit for limit in lower if self.seen(limit) >= _SEEN]
        return Thresholds(keep, max(enough) if enough else lower[0])


def _above(scores: Sequence[float], limit: float) -> float:
    return 1.0 - bisect_left(scores, limit) / len(scores)
