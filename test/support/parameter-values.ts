/** Valid parameter values that fast-check can generate and shrink. */
import fc from 'fast-check';
import type { ParameterValues } from '../../src/core/config/parameters/catalogue.ts';
import { CATALOGUE } from '../../src/core/config/parameters/catalogue.ts';
import type { ParameterDefinition, ParameterValue } from '../../src/core/config/parameters/definition.ts';
import type { ListGrammar } from '../../src/core/config/parameters/problems-of-list.ts';
import { parseValue } from '../../src/core/config/parameters/value.ts';

const HOSTS = ['alpha', 'BETA', 'alpha.example.org', 'beta.example.org', '10.0.0.1', '10.0.0.2', '::1', '0:0::1'];

const DIRECTORIES = ['C:\\Data', 'd:\\data\\More', '\\\\server\\share', 'D:\\I3\\IC\\Handlers', '/srv/data', 'C:\\'];
const WITH_BELOW = [...DIRECTORIES, ...DIRECTORIES.map((path) => `+${path}`)];

const ITEMS: Readonly<Record<ListGrammar, readonly string[]>> = {
  directories: WITH_BELOW,
  'excluded-directories': WITH_BELOW,
  extensions: ['txt', '*.gif', '.TXT', 'tar.gz', ''],
  'ds-paths': [`\${CONFIG}\\Users`, `\${config}\\handlers\\x`, `\${SERVER}`, `\${OTHER}\\Phones`],
  'attribute-exceptions': ['User(Workgroups, Extension)', 'user(Extension)', 'Role(Name)', 'Broken('],
};

/** Any value that the definition accepts. */
function anyValue(definition: ParameterDefinition): fc.Arbitrary<ParameterValue> {
  const { type, minimum, maximum, default: preset } = definition;
  switch (type.is) {
    case 'boolean':
      return fc.boolean();
    case 'number': {
      const [min, max] = [minimum!.value, maximum!.value];
      return fc.oneof(fc.constantFrom(min, max, preset as number), fc.integer({ min, max: Math.min(max, min + 90) }));
    }
    case 'word':
      return fc.constantFrom(...type.allowed);
    case 'host':
      return fc.constantFrom(...HOSTS);
    case 'address':
      return fc.constantFrom(...HOSTS.filter((host) => /^[0-9:]/.test(host)));
    case 'computer-name':
      return fc.constantFrom(...HOSTS.slice(0, 4));
    case 'domain-name':
      return fc.constantFrom(...HOSTS.slice(2, 4));
    case 'path':
      return fc.constantFrom(...DIRECTORIES, '\\Our\\Scripts').filter((text) => accepted(definition, text));
    case 'list': {
      const items = fc.array(fc.constantFrom(...ITEMS[type.grammar]), { minLength: 1, maxLength: 5 });
      return items.map((each) => each.join('; ').trim()).filter((text) => accepted(definition, text));
    }
  }
}

function accepted(definition: ParameterDefinition, text: string): boolean {
  return parseValue(definition, text, null).ok;
}

/** Any set of valid values for some or all parameters. */
export function anyValues(definitions: readonly ParameterDefinition[] = CATALOGUE): fc.Arbitrary<ParameterValues> {
  const shape = Object.fromEntries(
    definitions.map((definition) => [definition.name, anyValue(definition) as fc.Arbitrary<unknown>]),
  );
  return fc.record(shape, { requiredKeys: [] }) as fc.Arbitrary<ParameterValues>;
}
