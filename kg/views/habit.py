"""How surely a text of some length would repeat what earlier ones said: the base rate for silences and disappearances."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

_STEPS = 4000


@dataclass(frozen=True, slots=True)
class Habit:
    """Texts by their words, and whether each said it: `said` and `silent` are numbers of words, one a text.

    A text of twice the length is like two texts: it is silent with the square of the chance. How often a text of mean
    length says it is unknown and has Jeffreys's prior; with texts of one length this is the usual (k + 1/2) / (n + 1).
    """

    said: tuple[int, ...]
    silent: tuple[int, ...]

    @property
    def texts(self) -> int:
        """Return the number of texts."""
        return len(self.said) + len(self.silent)

    def chance_of_silence(self, words: Iterable[int]) -> float:
        """Return the probability, 0..1, that none of further texts of these lengths says it; 1.0 where there are none.

        >>> habit = Habit(said=(400,) * 6, silent=())
        >>> round(1 - habit.chance_of_silence([400]), 3), round(1 - habit.chance_of_silence([40]), 2)
        (0.929, 0.3)
        """
        more = sum(words)
        lengths = (*self.said, *self.silent) or (1,)
        mean = sum(lengths) / len(lengths) or 1.0
        angle = (np.arange(_STEPS) + 0.5) / _STEPS * np.pi / 2  # in this angle Jeffreys's prior is flat
        silent = np.log(np.cos(angle) ** 2)
        likely = silent * (sum(self.silent) / mean)
        for length in self.said:
            likely = likely + np.log(-np.expm1(silent * (max(length, 1) / mean)))
        weight = np.exp(likely - likely.max())
        return float((weight * np.exp(silent * (more / mean))).sum() / weight.sum())
