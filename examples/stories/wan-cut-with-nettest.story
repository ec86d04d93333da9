title The line between the sites is cut, and a NetTest host is pinged
# B pings a host near A. It is as silent as A itself: the path or the whole site is lost, not the server, and B does not
# take over, however long it takes. The price: if A's whole site is lost, an operator has to switch.

set Switchover Disable Gateway Ping = No
set Switchover NetTest A = near-b.example
set Switchover NetTest B = near-a.example
begin with A active

at 0:30 the line between the sites is cut for 5 min

expect B concludes path-or-site-lost
expect B is reconnecting at 5:00
expect nobody becomes active
expect B is backup at 7:00
expect never two active servers
end at 7:00
