title The active server is shut down cleanly
# It finishes its work, runs its Discontinue hook, and tells the backup, which takes over immediately, without waiting
# for anything.

begin with A active

at 0:30 A is stopped for 2 min

expect B becomes active between 0:30 and 0:32 because primary-stopped
expect at most 1 s without an active server
expect A is backup at 3:00
end at 3:00
