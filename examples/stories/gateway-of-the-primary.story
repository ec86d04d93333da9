title The gateway of the active server fails
# A is healthy but cut off, and cannot know that it matters. B finds its own gateway working and A silent, and takes over.

set Switchover Disable Gateway Ping = No
begin with A active

at 0:30 the gateway of A fails for 5 min

expect B concludes primary-unreachable
expect B becomes active between 1:00 and 1:30 because primary-unreachable
expect at least 4 min with two active servers
expect A is stale at 7:00
expect B is active at 7:00
end at 7:00
