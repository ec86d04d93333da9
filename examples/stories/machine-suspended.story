title The machine of the active server is suspended
# As during the migration of a virtual machine. When A wakes up, it knows that time has passed and is in doubt about its
# role: it answers that it is not active until it has heard its companion. Meanwhile B has taken over.

begin with A active

at 0:30 the machine of A is suspended for 3 min

expect B becomes active between 1:00 and 1:30
expect A is stale at 4:00
expect never two active servers
end at 4:00
