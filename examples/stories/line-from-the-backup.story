title Only what the backup sends is lost
# What B sends never arrives, so no answers come back: to B, it looks as if A were gone. A NetTest host near A is pinged
# over the same line, and its silence tells B that the line is at fault.

set Switchover Disable Gateway Ping = No
set Switchover NetTest A = near-b.example
set Switchover NetTest B = near-a.example
begin with A active

at 0:30 the line from B is cut for 5 min

expect B concludes path-or-site-lost
expect nobody becomes active
expect B is backup at 7:00
expect never two active servers
end at 7:00
