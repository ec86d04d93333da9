/**
 * The readings that concern parameters, each in a few words for somebody who never saw the reference: what it leaves open
 * or contradicts, and how switchover behaves. `docs/readings.md` has them all, by the same numbers.
 */
export const READING_NOTES: Readonly<Record<`R${number}`, string>> = {
  R1:
    'The reference gives two orders of network checks. switchover makes all that are configured: own link, gateway, ' +
    "NetTest address, the companion's machine. If that machine answers, the network counts as working, whatever the " +
    'results of the other checks.',
  R2:
    'The gateway is pinged only if this parameter says so. All gateways of the adapter that leads to the companion are ' +
    'used, even if the route to the companion does not go through them, as within one subnet. While neither a gateway ' +
    'nor a NetTest address can be checked, status warns: a backup whose network switch or gateway fails would take over.',
  R3:
    'A backup that finds itself or the link cut off keeps trying to reconnect, and no timer makes it active meanwhile. ' +
    'When the network is back it resumes by itself, without the restart that the reference requires in one place.',
  R4:
    'The reference gives 0 as the default of Switchover Unreachable Primary Ping Count, and elsewhere an immediate ' +
    'switch. In switchover "not set" differs from 0: if it is not set, no ping sets are sent; if it is set, the backup ' +
    'waits for both the ping sets and Switchover Reconnect Timeout.',
  R5: "If the primary's machine does not answer, the backup always retries first; the reference's immediate switch is not implemented.",
  R6:
    'The reference says both that the number of failures must be reached and that it must be exceeded. In switchover it ' +
    'must be reached.',
  R7:
    'The reference describes the pings of the module in three ways. In switchover a round of failed pings on one ' +
    'connection is followed by one on the other, then by a final check and the network checks. The wait after an ' +
    'unanswered ping is the retry delay, after a rejected one the normal interval.',
  R8:
    'Switchover Primary Monitor Ping Delay is 0 by default, which would mean pings without a pause. In switchover 0 means ' +
    'one second.',
  R9: 'Switchover Primary Monitor Timeout is 0 by default, which means half of the time that the module has to answer.',
  R10:
    'According to the reference, a Switchover Reconnect Timeout of 0 causes a switch when "a connection" is lost. In ' +
    'switchover both must be lost: a single one is restored while the other is in use. And a backup that is cut off from ' +
    'the network never takes over.',
  R11:
    'Server A has priority only if nothing else decides: a server that was active more recently than the other, or that ' +
    'is found active by the other, takes precedence.',
  R16:
    'The reference names four parameters that take effect without a restart, and elsewhere two more, of mail recovery. ' +
    'In switchover these six do; all others take effect after a restart.',
  R17: 'Yes, On, True and every number except 0 mean yes; No, Off, False and 0 mean no. Letter case does not matter.',
  R18:
    'Letter case does not matter in names. The command line also accepts short names. Other abbreviations, misspelled and ' +
    'former names are never accepted; the error message gives the right name.',
  R21: 'According to the reference, copies lose the age of the interaction in each switch. In switchover they keep it.',
  R22:
    'Lists accept paths on a Windows drive, and absolute paths on POSIX servers, but no network or relative paths. The ' +
    'path parameters may omit the drive. Work, Logs and FBMC of an installation cause a warning.',
  R23: 'Handlers are copied once at startup, then with each publish, and not at all while the releases of the servers differ.',
  R24: 'Extensions are written without dot and asterisk. *.txt and .txt are read as txt, with a warning.',
  R27:
    'The reference says both that the limits must be reached and that they must be exceeded. In switchover, reaching the ' +
    'limit of sequential restarts, or exceeding the limit within the period, causes a takeover, even if the module ' +
    'answers again by then.',
  R28: 'The reference also mentions a maximum number of attempts. There is no such parameter: only the time counts.',
  R30:
    'If both parameters are on, the auxiliary connection is marked at both ends, and so are the pings of the network ' +
    'checks. If the operating system cannot set the mark, this is logged once and nothing else changes.',
  R32:
    'The minimum of Switchover Notifier Reconnect Delay is also its default. A Switchover Reconnect Timeout below it ' +
    'leaves no time for an attempt.',
  R35:
    'The reference does not always say whether a value replaces the default. Paths of the configuration tree are added to ' +
    'the default; directories replace it, as with CustomMirrorDir.',
  R36: 'The reference gives no default and no limits for it. switchover uses those of the parameter that it replaces.',
  R41:
    'The reference names no paths of handlers, phones and what installations write. They are Handlers and Phones below ' +
    `\${CONFIG} and \${SERVER}, and \${SERVER}\\Installation. The list adds to them.`,
};
