title The machine of the backup is lost
# The active server keeps serving. Nothing depends on its backup except the next takeover.

begin with A active

at 0:30 B loses power for 5 min

expect no moment without an active server
expect nobody becomes active
expect B is backup at 7:00
end at 7:00
