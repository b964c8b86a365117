"""What would break it: worlds, metrics and regret, scenario discovery, sensitivity.

Arrays in, frozen results out. Nothing here reads a dispute, opens a file or starts a process.
"""
