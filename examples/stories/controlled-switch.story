title An operator switches
# A finishes the work in progress, runs its Discontinue hook and hands over; B runs its Commence hook and serves. The same
# request, repeated by an impatient operator, never switches back.

begin with A active

at 0:30 the work of A takes 2 s to finish for 1 min
at 0:30 the discontinue hook of A takes 3 s for 1 min
at 0:30 the commence hook of B takes 4 s for 1 min
at 0:40 an operator switches 3 times

expect B becomes active between 0:40 and 0:55 because manual
expect A is backup at 1:30
expect B is active at 2:00
expect at most 8 s without an active server
expect never two active servers
end at 2:00
