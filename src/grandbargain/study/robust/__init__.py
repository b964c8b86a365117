"""Any question over many worlds: what is asked of each, where it is kept, what it says in sum."""
