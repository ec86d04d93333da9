title The active server is stopped in order
# It finishes its work, discontinues, and tells the backup, which takes over at once, without waiting for anything.

begin with A active

at 0:30 A is stopped for 2 min

expect B becomes active between 0:30 and 0:32 because primary-stopped
expect at most 1 s without an active server
expect A is backup at 3:00
end at 3:00
