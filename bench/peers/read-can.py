"""`python3 read-can.py FILE`: every message of a log of CAN frames."""
import sys
import can

print(sum(1 for _ in can.LogReader(sys.argv[1])))
