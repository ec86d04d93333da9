title The gateway of the backup fails, and nothing detects it
# By default neither the gateway nor NetTest is pinged. B cannot tell this from a dead companion, and takes over: two
# servers are active until the gateway works again. Then A, which has the lower term, gives way and is stale until an
# operator lets it rejoin.

begin with A active

at 0:30 the gateway of B fails for 5 min

expect B concludes primary-unreachable
expect B becomes active between 1:00 and 1:30
expect at least 4 min with two active servers
expect at most 5 min with two active servers
expect A is stale at 6:00
expect B is active at 6:00
end at 6:00
