title The module of the active server hangs
# The server is alive but its module does not answer. Two rounds of pings, one on each connection, and another one by the
# primary monitor have to fail; then B takes over. A, displaced although it is alive, lets go and is stale.

begin with A active

at 0:30 the module of A hangs for 10 min

expect B becomes active between 1:00 and 2:00 because module-down
expect at most 2 min without service
expect A is stale at 3:00
expect B is active at 3:00
end at 3:00
