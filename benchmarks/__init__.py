"""How fast the program is, against what one would use instead, measured in the same run."""
