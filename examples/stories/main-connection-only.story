title Only the main connection is cut
# The two Notifier connections take different ways, and one of them is cut. The other one carries on: this is what
# there are two for. When the way is open again, the connection is made again.

begin with A active

at 0:30 the main connection is cut for 5 min

expect nobody becomes active
expect B is backup from 0:00 to 7:00
expect no moment without an active server
end at 7:00
