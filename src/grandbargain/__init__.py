"""One dispute in one file, and the packages that reconcile it."""
