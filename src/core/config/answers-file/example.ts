/** An answers file with every key and every step, for the documentation and the help. */
export const ANSWERS_EXAMPLE = `# What an operator would be asked during an upgrade. Where an answer
# is missing, the upgrade stops, and can be resumed.

# Each step by its number in the procedure:
#   run       run the command for it
#   by-hand   somebody has done it, or does it: it is only verified
# A step can be skipped, with a reason.
steps:
  1: run
  2: run
  3: by-hand
  4: { skip: both servers run on one machine }
  5: run
  6: run
  7: run                    # the switch to the new release
  8: run
  9: { do: by-hand, confirm: yes }   # what nothing can measure
  10a: run                  # if satisfied: upgrade the other server too
  10b: run                  # if not: switch back to the old release
  11: run

# The decision in step 10.
satisfied: yes              # or: { no: the reports are wrong }

# Whether a switch may lose what is not replicated. If not, the upgrade
# stops before a switch that would.
accept data loss: no        # the default

# When a command fails, or a step is not done although its command ended
# without an error: stop (the default), back or abort.
on failure: back

# The steps back, or out after an abort, that have no number above.
way back: run               # the default; or by-hand
`;
