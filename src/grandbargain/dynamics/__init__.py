"""What decades of play do: who does what, year after year, while nothing is settled."""
