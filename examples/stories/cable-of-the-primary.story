title The cable of the active server is pulled
# B is on the network and A's machine is silent: B takes over after Switchover Reconnect Timeout. A keeps serving,
# because it cannot know, but nobody can reach it. When its cable is back, it learns of the higher term, gives way and is
# stale. A fence hook that cuts A's power would prevent the time with two active servers.

set Switchover Disable Gateway Ping = No
begin with A active

at 0:30 the cable of A is pulled for 5 min

expect B concludes primary-unreachable
expect B becomes active between 1:00 and 1:30 because primary-unreachable
expect at most 5 min with two active servers
expect A is stale at 6:00
expect B is active at 6:00
end at 6:00
