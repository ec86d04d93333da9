/**
 * The readings that touch parameters, each in a few words for somebody who never saw the reference: what it leaves open
 * or says twice, and what holds here. `docs/readings.md` has them all, by the same numbers.
 */
export const READING_NOTES: Readonly<Record<`R${number}`, string>> = {
  R1:
    'The reference gives two orders for the network checks. Here all that are set up are made: own line, gateway, ' +
    "NetTest address, the companion's machine. Where that machine answers, the network is good whatever the others said.",
  R2:
    'The gateway is pinged only where this parameter says so. The gateways of the adapter that leads to the companion ' +
    'count, whether or not the route to it goes through them: on one subnet it goes through none. While neither a ' +
    'gateway nor a NetTest address can be checked, status warns: a backup whose switch or gateway fails would take over.',
  R3:
    'A backup that finds itself or the line cut off keeps trying to reconnect, and no timer makes it active meanwhile. ' +
    'When the network is back it goes on by itself, without the restart that the reference asks for in one place.',
  R4:
    'The reference gives 0 as the default of Switchover Unreachable Primary Ping Count, and elsewhere an ' +
    'immediate switch. Here "not set" differs from 0: not set, no ping sets are sent; set, the later of the ' +
    'sets and of Switchover Reconnect Timeout decides.',
  R5: "A primary whose machine is silent is always tried again first; the reference's immediate switch is left out.",
  R6:
    'The reference says both that the count of failures is reached and that it is exceeded. Here the failure ' +
    'that reaches it counts.',
  R7:
    'The reference gives the pings of the module in three ways. Here a round of failed pings on one ' +
    'connection is followed by one on the other, then by a last check and the network checks. After a ping ' +
    'without an answer the retry delay is waited for, after a rejected one the normal time.',
  R8:
    'Switchover Primary Monitor Ping Delay is 0 by default, which would mean pings without a pause. Here 0 is ' +
    'one second.',
  R9:
    'Switchover Primary Monitor Timeout is 0 by default, which stands for half the time that the module has ' +
    'to answer.',
  R10:
    'The reference lets a Switchover Reconnect Timeout of 0 switch when "a connection" is lost. Here both ' +
    'must be lost: one alone is connected again while the other serves. And a backup that is cut off from the ' +
    'network never takes over.',
  R11:
    'Server A goes first only where nothing else decides: a server that was active later than the other, or that the ' +
    'other finds serving, comes before it.',
  R16:
    'The reference names four parameters that take effect without a restart, and elsewhere two more, of mail ' +
    'recovery. These six do; every other waits for a restart.',
  R17: 'Yes, On, True, 1 and every number but 0 mean yes; No, Off, False and 0 mean no. Letter case never matters.',
  R18:
    'Letter case never matters in a name. On the command line the short name is taken as well; other short forms, ' +
    'altered and former names are answered with the right one and never taken.',
  R21: 'The reference lets copies lose the age of the interaction at each switch. Here they keep it.',
  R22:
    'Paths of a Windows drive, and absolute paths on POSIX servers; network paths and relative ones are refused in ' +
    'lists. The path parameters may leave out the drive. Work, Logs and FBMC of an installation are warned of.',
  R23:
    'Handlers are copied once at the start, then publish by publish, and not at all while the releases of the servers ' +
    'differ.',
  R24: 'Extensions stand without dot and star. *.txt and .txt are taken for txt, with a warning.',
  R27:
    'The reference says both that the limits are reached and that they are exceeded. Here so many restarts in a row, ' +
    'or more than so many within the period, are a reason to take over, even if the module answers again by then.',
  R28: 'The reference also speaks of a greatest number of attempts. There is no such parameter: time alone decides.',
  R30:
    'With both parameters on, marks are put on the auxiliary connection, at both ends, and on the pings of the ' +
    'network checks. Where the system cannot mark, the log says so once and nothing else changes.',
  R32:
    'The least Switchover Notifier Reconnect Delay is also its default. A Switchover Reconnect Timeout below ' +
    'it leaves no time for an attempt.',
  R35:
    'The reference does not say throughout whether a value replaces the default. The paths of the configuration tree ' +
    'come on top of it; the directories replace it, as those of CustomMirrorDir do.',
  R36: 'The reference gives no default and no limits for it. Here they are those of the parameter it stands in for.',
};
