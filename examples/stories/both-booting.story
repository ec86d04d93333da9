title Both servers start at the same time
# After a power failure, both come back together. Neither has ever been active, so A goes first. Each waits to hear from
# the other before it does anything.

begin with both off

at 0:00 A is started
at 0:00.400 B is started

expect A becomes active between 0:00 and 0:05 because start
expect B is backup at 0:10
expect never two active servers
end at 1:00
