title Only the main connection is cut
# The two Notifier connections take different paths, and one of them is cut. The other one keeps working: this is why
# there are two. When the path is open again, the connection is re-established.

begin with A active

at 0:30 the main connection is cut for 5 min

expect nobody becomes active
expect B is backup from 0:00 to 7:00
expect no moment without an active server
end at 7:00
