"""Settings from words: an unknown one is told with the nearest known name."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

from ..dynamics.answer import DynamicsSettings
from ..errors import UsageError
from ..robustness.answer import RobustnessSettings
from ..stability.answer import PathSettings, StabilitySettings
from ..stability.trust_answer import TrustSettings
from .ask import nearest

_Settings = TypeVar(
    "_Settings",
    StabilitySettings,
    PathSettings,
    TrustSettings,
    DynamicsSettings,
    RobustnessSettings,
)


def checked_settings(kind: type[_Settings], wanted: Mapping[str, Any]) -> _Settings:
    """Return settings of a question.

    Raises
    ------
    UsageError
        A setting that the question does not have.
    """
    known = [field.name for field in dataclasses.fields(kind)]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        name = unknown[0]
        raise UsageError(f"there is no setting {name!r}{nearest(name, known)}")
    return kind(**wanted)
