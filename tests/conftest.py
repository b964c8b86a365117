"""Settings shared by all tests."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# No deadline: the first call of an engine may compile kernels, which takes seconds once.
# `derandomize` in `ci`: a failure there is a failure at every desk.
_CALM = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("default", deadline=None, suppress_health_check=_CALM)
settings.register_profile(
    "ci", deadline=None, suppress_health_check=_CALM, derandomize=True, print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
