import { posix } from 'node:path';

/** What the scanner is in. A template may contain code, which may contain a template again. */
type Place = 'code' | 'template' | 'code in a template';

/** After these, a slash starts a regular expression, not a division. */
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};+\-*%~^<>]|\b(?:return|typeof|case|in|of|do|else|void))$/;

/**
 * A TypeScript source with comments and the contents of strings, templates and regular expressions blanked out: what is
 * left is code, at its original positions.
 */
export function codeOnly(text: string): string {
  let code = '';
  const places: Place[] = ['code'];
  const braces: number[] = [0];
  const blank = (length: number): void => {
    code += text.slice(code.length, code.length + length).replace(/[^\n]/g, ' ');
  };
  const keep = (length: number): void => {
    code += text.slice(code.length, code.length + length);
  };
  while (code.length < text.length) {
    const rest = text.slice(code.length);
    if (places.at(-1) === 'template') {
      if (rest.startsWith('`')) {
        places.pop();
        keep(1);
      } else if (rest.startsWith('${')) {
        places.push('code in a template');
        braces.push(0);
        keep(2);
      } else blank(rest.startsWith('\\') ? 2 : 1);
      continue;
    }
    const skipped = /^(?:\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*")/.exec(rest)?.[0];
    if (skipped !== undefined) blank(skipped.length);
    else if (rest.startsWith('`')) {
      places.push('template');
      keep(1);
    } else if (rest.startsWith('/') && BEFORE_REGEX.test(code.slice(-200).trimEnd())) {
      blank(/^\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/\w*/.exec(rest)?.[0].length ?? 1);
    } else if (rest.startsWith('}') && places.at(-1) === 'code in a template' && braces.at(-1) === 0) {
      places.pop();
      braces.pop();
      keep(1);
    } else {
      if (rest.startsWith('{')) braces[braces.length - 1]!++;
      if (rest.startsWith('}')) braces[braces.length - 1]!--;
      keep(/^\w+/.exec(rest)?.[0].length ?? 1);
    }
  }
  return code;
}

/** One module that a file names, by import, re-export or dynamic import, types included. */
export interface ImportedModule {
  readonly from: string;
  /** Counted from 1. */
  readonly line: number;
}

/** Every module that a source names. */
export function importsOf(text: string): ImportedModule[] {
  const code = codeOnly(text);
  return [...text.matchAll(/\b(?:from|import|require)\s*\(?\s*(['"])([^'"\n]+)\1/g)].flatMap((match) =>
    // A keyword that is blank in the code was in a comment or a string.
    code[match.index] === text[match.index] ? [{ from: match[2]!, line: lineAt(text, match.index) }] : [],
  );
}

/** The files that a source names, as paths from the root of the project; `path` is its own. */
export function filesNamedBy(path: string, text: string): string[] {
  const folder = posix.dirname(path);
  return importsOf(text).flatMap(({ from }) => (from.startsWith('.') ? [posix.join(folder, from)] : []));
}

/** The line, counted from 1, of a position in a text. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
