import { isIpAddress } from '../../network-name.ts';
import type { ParameterValues } from '../parameters/catalogue.ts';
import type { PairFile } from './pair-file.ts';

/** The parameters that follow from the servers in a pair file. Two servers on one host differ by name only. */
export function serverParameters({ A, B }: PairFile['servers']): ParameterValues {
  const names = { 'SwitchoverServer A': A.name, 'SwitchoverServer B': B.name };
  const addressed = A.host !== B.host && isIpAddress(A.host) && isIpAddress(B.host);
  return addressed ? { ...names, 'Server A Address': A.host, 'Server B Address': B.host } : names;
}
