import { type CompletionNode, completionNodes, type ParameterNames, spellingsOf } from './completion-words.ts';
import type { ArgEntry, FlagEntry, Manifest, OfferKind } from './manifest.ts';
import { offerOf } from './manifest.ts';

/**
 * A completion script for zsh: works as the file `_switchover` in a folder of `$fpath`, and when sourced.
 * It holds every word itself, names of parameters included: completing must not wait for switchover to start.
 */
export function renderZshCompletion(manifest: Manifest, parameters: readonly ParameterNames[]): string {
  const nodes = completionNodes(manifest);
  const known = nodes.map(({ id }) => `|${id}`).join('');
  return `#compdef switchover
# zsh completion for switchover; made by "switchover completion zsh"
_switchover_parameters() {
  local -a short=(${parameters.map(({ shortName }) => shortName).join(' ')})
  local -a names=(${parameters.map(({ name }) => quote(name)).join(' ')})
  # A quote or a capital letter begins an exact name.
  if [[ $compstate[quote] == '' && $PREFIX != [[:upper:]]* ]]; then
    compadd -M 'm:{A-Z}={a-z} l:|=* r:|=*' -a short && return
  fi
  # Those that begin so; if there are none, those that have it as a part.
  compadd -M 'm:{a-zA-Z}={A-Za-z}' -a names || compadd -M 'm:{a-zA-Z}={A-Za-z} l:|=* r:|=*' -a names
}
# Takes the flags that have a value: neither those nor the others count as name or value.
_switchover_assignments() {
  integer i nth=0
  for (( i = 2; i < CURRENT; i++ )); do
    if (( \${@[(Ie)$words[i]]} )); then (( i++ ))
    elif [[ $words[i] == *=* ]]; then (( nth += nth % 2 ? 1 : 2 ))
    elif [[ $words[i] != -* ]]; then (( nth++ ))
    fi
  done
  if (( nth % 2 )); then _message value; else _switchover_parameters; fi
}
_switchover() {
  local id='' word first=2
  integer i
  for (( i = 2; i < CURRENT; i++ )); do
    word=$words[i]
    if [[ $id == '' && ( $word == -* || $word == help ) ]]; then first=$(( i + 1 )); continue; fi
    if [[ '${known}|' != *"|\${id:+$id }$word|"* ]]; then break; fi
    id="\${id:+$id }$word" first=$(( i + 1 ))
  done
  # _arguments counts from the word after the command's own words.
  words=(switchover "\${(@)words[first,-1]}")
  (( CURRENT -= first - 2 ))
  case $id in
${nodes.map(renderNode).join('\n')}
  esac
}
if [[ $funcstack[1] == _switchover ]]; then _switchover "$@"; else compdef _switchover switchover; fi
`;
}

function renderNode(node: CompletionNode): string {
  const words = node.next.map(({ word, summary }) => `        ${quote(`${word.replaceAll(':', '\\:')}:${summary}`)}`);
  const offer =
    words.length === 0 ? [] : ['      local -a next=(', ...words, '      )', "      _describe 'command' next"];
  const specs = [
    ...(node.command?.flags ?? []).flatMap(flagSpecs),
    ...(node.command?.args ?? []).map((arg) => argSpec(arg, node.command?.flags ?? [])),
    ...(node.command === null ? [] : [quote('(-)--help[show what the command takes]')]),
  ];
  const call = specs.length === 0 ? [] : [`      _arguments -S \\\n        ${specs.join(' \\\n        ')}`];
  const root =
    node.id === ''
      ? [`      _arguments -S ${quote('--help[show the commands]')} ${quote('--version[show the version]')}`]
      : [];
  // At the root, words and flags are told apart by what was typed.
  const body =
    node.id === ''
      ? ['      if [[ $PREFIX == -* ]]; then', ...root, '      else', ...offer, '      fi']
      : [...offer, ...call];
  return [`    ${quote(node.id)})`, ...body, '      ;;'].join('\n');
}

function flagSpecs(flag: FlagEntry): string[] {
  const text = `[${escapeSpec(flag.description)}]`;
  const repeat = flag.multiple ? '*' : '';
  const value = flag.value === null ? '' : `:${escapeSpec(flag.value)}:${actionOf(flag.choices, flag.value)}`;
  const long = quote(`${repeat}--${flag.name}${flag.value === null ? '' : '='}${text}${value}`);
  return [
    long,
    ...(flag.negatable ? [quote(`--no-${flag.name}[not: ${escapeSpec(flag.description)}]`)] : []),
    ...(flag.char === null ? [] : [quote(`${repeat}-${flag.char}${text}${value}`)]),
  ];
}

function argSpec(arg: ArgEntry, flags: readonly FlagEntry[]): string {
  const start = arg.multiple ? '*:' : arg.required ? ':' : '::';
  const taking = flags.filter(({ value }) => value !== null).flatMap(spellingsOf);
  const action =
    offerOf(arg.name) === 'assignments'
      ? ` ${['_switchover_assignments', ...taking].join(' ')}`
      : actionOf(arg.choices, arg.name);
  return quote(`${start}${escapeSpec(arg.name)}:${action}`);
}

const ACTIONS: Readonly<Record<OfferKind, string>> = {
  files: '_files',
  folders: '_files -/',
  parameters: '_switchover_parameters',
  assignments: '_switchover_parameters',
};

function actionOf(choices: readonly string[], value: string): string {
  if (choices.length > 0) return `(${choices.join(' ')})`;
  const offer = offerOf(value);
  return offer === null ? ' ' : ACTIONS[offer];
}

function escapeSpec(text: string): string {
  return text.replace(/[[\]:\\]/g, '\\$&');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
