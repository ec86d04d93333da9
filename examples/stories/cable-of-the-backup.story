title The cable of the backup is pulled
# B has no carrier: it is cut off itself, and takes the active server to be well. Each time Switchover Reconnect
# Timeout runs out it says so in its log and goes on waiting. When the cable is back, it is the backup again.

begin with A active

at 0:30 the cable of B is pulled for 5 min

expect B concludes backup-cut-off
expect B is reconnecting at 3:00
expect nobody becomes active
expect B is backup at 7:00
expect no moment without an active server
end at 7:00
