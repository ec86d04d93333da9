title An immediate switch
# B does not wait for A and takes over now. A learns of the higher term and gives way. Work it had not finished exists
# only there, so it is stale until it rejoins.

begin with A active

at 0:30 an operator switches at once

expect B becomes active between 0:30 and 0:32 because manual
expect A is stale at 1:00
expect at most 2 s with two active servers
end at 1:00
