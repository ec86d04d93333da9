title The machine of the active server is lost
# The machine answers nothing any more. B makes sure that its own network works, waits for Switchover Reconnect
# Timeout, and takes over. When the machine is back, A finds B active and becomes its backup.

begin with A active

at 0:30 A loses power for 5 min

expect B concludes primary-unreachable
expect B becomes active between 1:00 and 1:30 because primary-unreachable
expect never two active servers
expect A is backup at 7:00
expect B is active at 7:00
end at 7:00
