"""Hot loops that engines share: numpy and numba only, inputs already checked."""
