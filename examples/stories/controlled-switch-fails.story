title A controlled switch fails
# The Commence hook of the new side fails. What was started there is rolled back, and the old active server resumes
# under a new term: a switch requested by an operator must not end with no active server.

begin with A active

at 0:30 the commence hook of B fails for 1 min
at 0:40 an operator switches

expect A is active at 1:00
expect B is backup at 1:00
expect A becomes active because resumed
expect B does not become active
expect never two active servers
end at 2:00
