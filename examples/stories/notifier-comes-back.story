title The Notifier of the active server comes back in time
# The process of A dies and is started again within Switchover Reconnect Timeout. B waits for it and stays the backup.

begin with A active

at 0:30 A is killed for 5 s

expect A becomes active between 0:35 and 0:50
expect B does not become active
expect B is backup at 2:00
expect A is active at 2:00
expect at most 15 s without an active server
end at 2:00
