title Our line to the other site is cut for a minute

begin with A active

at 0:10 the line is cut for 1 min

expect never two active servers
end at 2:00
