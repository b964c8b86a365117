"""From a dispute to arrays: the only place where names become indices."""
