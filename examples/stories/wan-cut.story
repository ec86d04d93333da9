title The line between the sites is cut, and no NetTest is set
# Both servers are healthy, and each can reach its own gateway. B cannot tell a cut line from a dead site, and takes
# over: both are active, each for its own side. When the line is repaired, the server with the lower term gives way
# immediately.

set Switchover Disable Gateway Ping = No
begin with A active

at 0:30 the line between the sites is cut for 5 min

expect B concludes primary-unreachable
expect B becomes active between 1:00 and 1:30 because primary-unreachable
expect at least 4 min with two active servers
expect at most 5 min with two active servers
expect A is stale at 6:00
expect B is active at 6:00
end at 6:00
