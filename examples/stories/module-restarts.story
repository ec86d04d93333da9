title The module of the active server restarts again and again
# Each time it is asked it answers, and each time it is another process. From Switchover Max Sequential Restarts new
# processes in a row on, or too many in Switchover Max Restarts Period, B takes over.

begin with A active

at 0:30 the module of A restarts every 9 s for 10 min

expect B becomes active between 0:31 and 5:00 because module-restarting
expect B is active at 6:00
end at 6:00
