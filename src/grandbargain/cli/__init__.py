"""The command line: words in, questions to ``study``, answers out. No engine is called here."""
