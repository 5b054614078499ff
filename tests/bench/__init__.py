"""What we measure against others and against what is possible: `make bench`, or `make bench ROW=courier`.

A row is a module or package of this folder with `run() -> Result` (see `row.py`). It runs the usual way
of doing the job (the peer), ours, and the least that is possible (the limit) in one go on one machine.
"""
