"""`python3 read-mf4.py FILE`: ids and data of every frame of a bus log."""
import sys
from asammdf import MDF

frames = 0
with MDF(sys.argv[1]) as recording:
    for index, group in enumerate(recording.groups):
        if group.channel_group.cycles_nr == 0:
            continue
        for name in [channel.name for channel in group.channels if channel.name.endswith((".ID", ".DataBytes"))]:
            recording.get(name, group=index, raw=True)
        frames += group.channel_group.cycles_nr
print(frames)
