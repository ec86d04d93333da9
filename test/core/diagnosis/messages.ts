/** Messages as the reference's logs have them, for tests that combine them into incidents. */
export const FAILED =
  'ModuleByName::Ping() : Ping timed out to the TsServer module: error count [1] is within maximum [2], ping will be reissued with regular timeout';
export const ROUND =
  'ModuleByName::Ping() : Reached maximum error count [2] pinging the TsServer module on the main connection, resetting error count and trying the alternate connection';
export const GIVEN_UP =
  'Ping was rejected to the TsServer module: reached maximum error count [2], signaling that the module is down';
export const ANSWERED = 'ModuleByName::Ping() : Received ping from the TsServer module';
export const SOCKET =
  '[Error] CNotifierSocketConnection::OnListenToNotifier: detected socket failure 10054 on connection 150 Closing connection';
export const RECONNECT =
  'SwitchoverState::StartReconnectTimer: Scheduling reconnect timeout to execute in 30 second(s)';
export const RESTORED = 'SwitchoverState::Reconnecting: Connections to the primary are restored, going to StateBackup';
export const MODULE_DECISION = 'SwitchoverState::StateBackup : Module is down, switching now and going to StatePrimary';
export const LOST_DECISION =
  '[Warning] SwitchoverState::StateBackup: Lost connections to the primary, going to StatePrimary and switching now';
export const NOISE = 'FileMonitor: nothing';
