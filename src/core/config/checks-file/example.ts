/** A checks file, for the documentation and the help. */
export const CHECKS_EXAMPLE = `# Programs that verify the steps of an upgrade by hand. Exit code 0 means
# that the step is done. Steps without one are confirmed by the operator.
#
# They run on the machine of the walkthrough, with the operator's rights
# and without a shell. Each is a path, or a list of a path and its
# arguments; relative paths start at the folder of this file. Paths with
# backslashes need no quotes or single ones, never double ones.
1: ./is-stopped
2: [./start-mode, manual]
3: [./is-installed, "2021 R4"]
5: 'C:\\checks\\is-running.exe'
7: [/usr/bin/curl, --fail, "http://10.0.0.2:8080/health"]
11: [./start-mode, automatic]
`;
