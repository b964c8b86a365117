"""Which packages reconcile the interests: exact solutions with their certificates."""
