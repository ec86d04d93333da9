title The Notifier of the active server is gone
# The process of A dies without warning; its machine still answers. Both connections break immediately. B tries to
# reconnect for Switchover Reconnect Timeout, then takes over. When A is started again, it finds B active, runs its
# Discontinue hook for anything left over, and becomes the backup.

begin with A active

at 0:30 A is killed for 2 min

expect B concludes primary-reached
expect B becomes active between 1:00 and 1:02 because notifier-connection-lost
expect at most 32 s without an active server
expect A is backup at 3:00
expect never two active servers
end at 3:00
