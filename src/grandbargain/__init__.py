"""One dispute in one file, and the packages that reconcile it.

>>> from grandbargain import Study
>>> Study("orchard").describe().dispute.title
'Two farms, a spring and an orchard (invented, for teaching)'

Names are imported when they are first used, so that the package costs nothing to import.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .bargain.result import BargainAnswer
    from .bargain.settings import BargainSettings
    from .dispute import Dispute
    from .dynamics.answer import DynamicsAnswer, DynamicsSettings
    from .errors import (
        GrandbargainError,
        InfeasiblePackageError,
        InvalidModelError,
        MissingSectionError,
        Problem,
        TooLargeError,
        UsageError,
        WorkersLostError,
    )
    from .face import Study
    from .modelfile import read_dispute
    from .robustness.answer import RobustnessAnswer, RobustnessSettings
    from .stability.answer import PathAnswer, PathSettings, StabilityAnswer, StabilitySettings
    from .stability.replay import replay
    from .stability.trust_answer import TrustAnswer, TrustSettings
    from .study.description import Description
    from .study.finding import catalogue_names

    __version__: str

__all__ = [
    "BargainAnswer",
    "BargainSettings",
    "Description",
    "Dispute",
    "DynamicsAnswer",
    "DynamicsSettings",
    "GrandbargainError",
    "InfeasiblePackageError",
    "InvalidModelError",
    "MissingSectionError",
    "PathAnswer",
    "PathSettings",
    "Problem",
    "RobustnessAnswer",
    "RobustnessSettings",
    "StabilityAnswer",
    "StabilitySettings",
    "Study",
    "TooLargeError",
    "TrustAnswer",
    "TrustSettings",
    "UsageError",
    "WorkersLostError",
    "__version__",
    "catalogue_names",
    "read_dispute",
    "replay",
]

_HOMES = {
    "bargain.result": ("BargainAnswer",),
    "bargain.settings": ("BargainSettings",),
    "dispute": ("Dispute",),
    "dynamics.answer": ("DynamicsAnswer", "DynamicsSettings"),
    "errors": (
        "GrandbargainError",
        "InfeasiblePackageError",
        "InvalidModelError",
        "MissingSectionError",
        "Problem",
        "TooLargeError",
        "UsageError",
        "WorkersLostError",
    ),
    "face": ("Study",),
    "modelfile": ("read_dispute",),
    "robustness.answer": ("RobustnessAnswer", "RobustnessSettings"),
    "stability.answer": ("PathAnswer", "PathSettings", "StabilityAnswer", "StabilitySettings"),
    "stability.replay": ("replay",),
    "stability.trust_answer": ("TrustAnswer", "TrustSettings"),
    "study.description": ("Description",),
    "study.finding": ("catalogue_names",),
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return importlib.import_module(".study.provenance", __name__).program_version()
    for module, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(f".{module}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
