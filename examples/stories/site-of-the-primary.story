title The whole site of the active server goes dark
# Server, gateway, and the nearby host that B pings as NetTest. To B this looks the same as a cut line, so with a NetTest
# address it does not take over by itself. An operator who knows better switches, and B takes over immediately.

set Switchover Disable Gateway Ping = No
set Switchover NetTest A = near-b.example
set Switchover NetTest B = near-a.example
begin with A active

at 0:30 the site of A goes dark
at 5:00 an operator switches to B

expect B concludes path-or-site-lost
expect B becomes active between 5:00 and 5:05 because manual
expect never two active servers
expect B is active at 6:00
end at 6:00
