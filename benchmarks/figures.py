"""What a benchmark tells."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A number; the goal is for `ratio` where there is a baseline, else for `value`."""

    bench: str
    metric: str
    size: int
    value: float
    unit: str
    baseline: float | None = None
    goal: float | None = None
    lower_is_better: bool = False

    @property
    def ratio(self) -> float | None:
        return None if self.baseline is None else self.value / self.baseline

    @property
    def is_reached(self) -> bool | None:
        told = self.value if self.ratio is None else self.ratio
        if self.goal is None:
            return None
        return told <= self.goal if self.lower_is_better else told >= self.goal

    def as_json(self) -> str:
        told = {**asdict(self), "ratio": self.ratio}
        if not self.lower_is_better:
            del told["lower_is_better"]
        return json.dumps({key: v for key, v in told.items() if v is not None})

    def as_row(self) -> str:
        ratio = (
            "" if self.ratio is None else f"{self.ratio:.3f} of {self.baseline:,.4g}"
        )
        goal = ""
        if self.goal is not None:
            sign = "≤" if self.lower_is_better else "≥"
            goal = f"{sign} {self.goal:g}: {'yes' if self.is_reached else 'NO'}"
        value = f"{self.value:,.4g} {self.unit}"
        return f"{self.bench:14} {self.metric:24} {value:>18}  {ratio:20} {goal}"


def tell(figures: Iterable[Figure]) -> None:
    for figure in figures:
        told = figure.as_json() if os.environ.get("JSON") else figure.as_row()
        print(told, flush=True)
