title A controlled switch does not succeed
# The Commence hook of the new side fails. What has begun there is undone, and the old active server goes on under a
# new term: a switch that an operator wanted must not end with nobody active.

begin with A active

at 0:30 the commence hook of B fails for 1 min
at 0:40 an operator switches

expect A is active at 1:00
expect B is backup at 1:00
expect A becomes active because resumed
expect B does not become active
expect never two active servers
end at 2:00
