export interface LockedPackage {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

export interface Lockfile {
  readonly packages: Record<string, LockedPackage>;
}

/** Optional packages that a locked package names and the lockfile does not hold. */
export function missingOptionalPackages({ packages }: Lockfile): { readonly name: string; readonly version: string }[] {
  const missing = new Map<string, string>();
  for (const [place, { optionalDependencies }] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(optionalDependencies ?? {})) {
      if (!isHeld(packages, place, name)) missing.set(name, range.replace(/^[^\d]*/, ''));
    }
  }
  return [...missing].map(([name, version]) => ({ name, version }));
}

/** As Node looks for it: in the package's own node_modules, then in those of the folders above. */
function isHeld(packages: Lockfile['packages'], place: string, name: string): boolean {
  for (let above = place; ; above = above.slice(0, Math.max(0, above.lastIndexOf('/node_modules/')))) {
    if (packages[`${above === '' ? '' : `${above}/`}node_modules/${name}`] !== undefined) return true;
    if (above === '') return false;
  }
}

/** The platform that the name of a binary package tells: `@esbuild/linux-arm64`, `…-linux-x64-musl`. */
export function platformOf(name: string): { readonly os: string[]; readonly cpu: string[]; readonly libc?: string[] } {
  const match = /(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|ia32|ppc64|riscv64|s390x|x64)(.*)$/.exec(
    name,
  );
  if (match === null) throw new Error(`the name of ${name} tells no platform`);
  const [, os = '', cpu = '', rest = ''] = match;
  if (os !== 'linux' || rest === '') return { os: [os], cpu: [cpu] };
  return { os: [os], cpu: [cpu], libc: [rest.includes('musl') ? 'musl' : 'glibc'] };
}
