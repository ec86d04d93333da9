title The certificate of the backup is no longer accepted
# Existing connections are not affected. After a restart, B cannot open new ones: something it cannot verify answers at
# its companion's address. As long as that is so, B never becomes active, even if A is gone.

begin with A active

at 0:30 the certificate of B is not accepted for 3 min
at 1:00 B is killed for 1 s

expect B is unverified at 1:30
expect A is active from 0:00 to 5:00
expect B does not become active
expect B is backup at 5:00
end at 5:00
