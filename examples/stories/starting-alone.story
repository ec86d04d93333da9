title A server starts alone
# Its companion does not answer. After the start-up wait it checks its own network, finds nothing wrong, and serves
# (fail-safe). The companion that starts later becomes the backup.

begin with both off

at 0:00 B is started
at 1:00 A is started

expect B becomes active between 0:05 and 0:10 because fail-safe-start
expect A is backup at 1:15
expect never two active servers
end at 2:00
