title The certificate of the backup is not accepted any longer
# Connections that stand are not touched. When B is restarted it cannot make new ones: something answers in the
# place of its companion that it cannot verify, and beside that it never becomes active, even when A is gone.

begin with A active

at 0:30 the certificate of B is not accepted for 3 min
at 1:00 B is killed for 1 s

expect B is unverified at 1:30
expect A is active from 0:00 to 5:00
expect B does not become active
expect B is backup at 5:00
end at 5:00
