title The machine of the active server is suspended
# As when a virtual machine is moved. It knows on waking that time has passed and does not believe itself: it answers
# that it is not active until it has heard its companion. B has taken over meanwhile.

begin with A active

at 0:30 the machine of A is suspended for 3 min

expect B becomes active between 1:00 and 1:30
expect A is stale at 4:00
expect never two active servers
end at 4:00
