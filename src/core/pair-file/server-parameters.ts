import { isIpAddress } from '../network-name.ts';
import type { ParameterValues } from '../parameters/catalogue.ts';
import type { PairFile } from './pair-file.ts';

/** The parameters that a pair file sets by naming its servers. Two servers of one host are told apart by name alone. */
export function serverParameters({ A, B }: PairFile['servers']): ParameterValues {
  const names = { 'SwitchoverServer A': A.name, 'SwitchoverServer B': B.name };
  const addressed = A.host !== B.host && isIpAddress(A.host) && isIpAddress(B.host);
  return addressed ? { ...names, 'Server A Address': A.host, 'Server B Address': B.host } : names;
}
