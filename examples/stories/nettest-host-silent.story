title The NetTest host is silent, and the active server loses power
# The host near A that B pings is down. B concludes that the path, or the whole site, is lost, and does not take over: a
# NetTest address must be one that answers whenever the site of the other server is up.

set Switchover Disable Gateway Ping = No
set Switchover NetTest A = near-b.example
set Switchover NetTest B = near-a.example
begin with A active

at 0:10 the NetTest host of B is silent
at 0:30 A loses power for 5 min

expect B concludes path-or-site-lost
expect B does not become active
expect at least 4 min without an active server
expect A is active at 8:00
end at 8:00
