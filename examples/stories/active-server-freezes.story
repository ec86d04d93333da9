title The active server freezes for good
# Its sockets stay open and its machine answers pings; only the pings to its Notifier go unanswered. When the retries
# have failed too, B gives the connections up. It tries to reconnect for Switchover Reconnect Timeout, then takes over.
# Half an hour later A carries on as if nothing had happened, and learns that it is stale.

begin with A active

at 0:30 A freezes for 30 min

expect B concludes primary-reached
expect B becomes active between 1:00 and 1:30 because notifier-connection-lost
expect A is stale at 31:00
expect B is active from 1:30 to 31:00
expect never two active servers
end at 31:00
