title A stale server returns
# A was cut off by its cable while B took over. What A has done alone since then would be lost if it simply carried on, so
# it is stale: it takes no part until an operator lets it rejoin.

set Switchover Disable Gateway Ping = No
begin with A active

at 0:30 the cable of A is pulled for 3 min
at 5:00 an operator lets A rejoin

expect A is stale from 4:00 to 4:59
expect A is backup at 5:10
expect B is active at 5:10
end at 5:30
