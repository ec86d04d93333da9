title A ping fails, and the active server recovers
# The active server stands still for a few seconds: its connections stay open, but nothing answers. The first ping of
# the backup fails, a retry is answered, and nothing happens. One failed ping is never a reason to switch.

begin with A active

at 0:30 A freezes for 7 s

expect B is backup from 0:00 to 2:00
expect nobody becomes active
expect never two active servers
end at 2:00
