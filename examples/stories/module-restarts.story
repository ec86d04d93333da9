title The module of the active server keeps restarting
# Whenever it is pinged it answers, but each time as a new process. After Switchover Max Sequential Restarts new
# processes in a row, or too many within Switchover Max Restarts Period, B takes over.

begin with A active

at 0:30 the module of A restarts every 9 s for 10 min

expect B becomes active between 0:31 and 5:00 because module-restarting
expect B is active at 6:00
end at 6:00
