title The cable of the backup is pulled
# B has no carrier: it is cut off itself, and assumes that the active server is fine. Each time Switchover Reconnect
# Timeout expires, it says so in its log and keeps waiting. When the cable is back, it is the backup again.

begin with A active

at 0:30 the cable of B is pulled for 5 min

expect B concludes backup-cut-off
expect B is reconnecting at 3:00
expect nobody becomes active
expect B is backup at 7:00
expect no moment without an active server
end at 7:00
