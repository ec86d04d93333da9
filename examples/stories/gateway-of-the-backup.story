title The gateway of the backup fails, and its gateway ping is enabled
# The carrier stays up, but nothing behind the gateway is reachable. Only a silent gateway tells B that it is cut off
# itself. Without Switchover Disable Gateway Ping = No it would take over, and both servers would be active.

set Switchover Disable Gateway Ping = No
begin with A active

at 0:30 the gateway of B fails for 5 min

expect B concludes backup-cut-off
expect nobody becomes active
expect B is backup at 7:00
expect never two active servers
end at 7:00
