title The gateway of the backup drops pings, and the active server dies
# The gateway passes everything on but pings. As long as the connections stand that does not matter. When A dies, B asks
# a gateway that is silent, takes itself to be cut off, and does not take over: where a gateway answers no pings, leave
# Switchover Disable Gateway Ping = Yes.

set Switchover Disable Gateway Ping = No
begin with A active

at 0:10 the gateway of B drops pings
at 0:30 A loses power for 5 min

expect B concludes backup-cut-off
expect B does not become active
expect at least 4 min without an active server
expect A is active at 8:00
end at 8:00
