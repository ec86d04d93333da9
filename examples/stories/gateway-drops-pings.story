title The gateway of the backup drops pings, and the active server dies
# The gateway forwards everything except pings. While the connections are up, that does not matter. When A dies, B pings
# a silent gateway, concludes that it is cut off itself, and does not take over: if a gateway does not answer pings, leave
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
