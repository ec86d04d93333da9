title Only what the active server sends is lost
# A line that is cut in one direction breaks every connection, because no answers come back. B reaches nobody there.

set Switchover Disable Gateway Ping = No
begin with A active

at 0:30 the line from A is cut for 5 min

expect B concludes primary-unreachable
expect B becomes active between 1:00 and 1:30 because primary-unreachable
expect at least 4 min with two active servers
expect A is stale at 7:00
expect B is active at 7:00
end at 7:00
