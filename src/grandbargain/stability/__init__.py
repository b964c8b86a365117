"""Does anyone walk away, and how to get there: stability, trust, paths."""
