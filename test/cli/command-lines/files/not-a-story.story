begin with A active
at noon the line is cut
