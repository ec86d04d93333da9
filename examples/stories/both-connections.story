title Both Notifier connections are cut, and nothing else
# A firewall rule, or a failing proxy: the machines reach each other, their Notifiers do not. B sees a machine that
# answers pings and a Notifier that does not, which is what a dead process looks like, and takes over. A keeps serving,
# because nothing is wrong with it: both are active until the connections are back. No network check can tell the two
# cases apart.

begin with A active

at 0:30 the main connection is cut for 5 min
at 0:30 the auxiliary connection is cut for 5 min

expect B concludes primary-reached
expect B becomes active between 1:00 and 1:30 because notifier-connection-lost
expect at least 4 min with two active servers
expect A is stale at 7:00
expect B is active at 7:00
end at 7:00
