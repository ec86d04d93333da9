title Both servers boot while the line between the sites is cut
# Neither can hear the other, each finds its own network working, and each starts as the active server: a pair that comes
# up after a power failure must not wait for an operator. With a NetTest address set, its silence would stop both.

set Switchover Disable Gateway Ping = No
begin with both off

at 0:00 the line between the sites is cut for 5 min
at 0:01 A is started
at 0:02 B is started

expect A becomes active between 0:05 and 0:10 because fail-safe-start
expect B becomes active between 0:05 and 0:10 because fail-safe-start
expect at least 4 min with two active servers
end at 7:00
