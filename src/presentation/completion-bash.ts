import { type CompletionNode, completionNodes, type ParameterNames, spellingsOf } from './completion-words.ts';
import type { FlagEntry, Manifest } from './manifest.ts';
import { offerOf } from './manifest.ts';

/**
 * A completion script for bash 4 or later, which needs no other package.
 * It holds every word itself, names of parameters included: completing must not wait for switchover to start.
 */
export function renderBashCompletion(manifest: Manifest, parameters: readonly ParameterNames[]): string {
  const nodes = completionNodes(manifest);
  const known = nodes.map(({ id }) => `|${id}`).join('');
  return `# bash completion for switchover; made by "switchover completion bash"
_switchover() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} id= word i words= offer=
  local typed name before nth=0
  COMPREPLY=()
  # bash hands over --flag=value as three words.
  if [[ $cur == = ]]; then cur=
  elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  for (( i = 1; i < COMP_CWORD; i++ )); do
    word=\${COMP_WORDS[i]}
    if [[ $id == '' && ( $word == -* || $word == help ) ]]; then continue; fi
    if [[ '${known}|' != *"|\${id:+$id }$word|"* ]]; then break; fi
    id=\${id:+$id }$word
  done
  case $id in
${nodes.map(renderNode).join('\n')}
  esac
  if [[ $offer == files ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t -O \${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "$cur")
  elif [[ $offer == folders ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t -O \${#COMPREPLY[@]} COMPREPLY < <(compgen -d -- "$cur")
  elif [[ $offer == parameters || $offer == assignments && $((nth % 2)) == 0 ]]; then
    # Names hold blanks: what is typed may be quoted in any way, and so must be what is offered.
    typed=$cur
    if [[ $cur == [\\"\\']* ]]; then typed=\${cur:1}; else typed=\${cur//\\\\/}; fi
    # A quote or a capital letter begins an exact name.
    if [[ $cur != [\\"\\'[:upper:]]* ]]; then
      for name in ${parameters.map(({ shortName }) => shortName).join(' ')}; do
        if [[ $name == *"\${typed,,}"* ]]; then COMPREPLY+=("$name"); fi
      done
    fi
    # Those that begin so; if there are none, those that have it as a part.
    for before in '' '*'; do
      if (( \${#COMPREPLY[@]} > 0 )); then break; fi
      for name in ${parameters.map(({ name }) => quoted(name)).join(' ')}; do
        if [[ \${name,,} != $before"\${typed,,}"* ]]; then continue; fi
        if [[ $cur != [\\"\\']* ]]; then printf -v name %q "$name"; fi
        COMPREPLY+=("$name")
      done
    done
  fi
  if [[ $words != '' ]]; then mapfile -t -O \${#COMPREPLY[@]} COMPREPLY < <(compgen -W "$words" -- "$cur"); fi
}
complete -F _switchover switchover
`;
}

function renderNode(node: CompletionNode): string {
  const flags = node.command?.flags ?? [];
  const own = [...flags.flatMap(spellingsOf), '--help', ...(node.id === '' ? ['--version'] : [])];
  const args = node.command?.args ?? [];
  const words = [...node.next.map(({ word }) => word), ...args.flatMap(({ choices }) => choices)];
  const offer = args.map(({ name }) => offerOf(name)).find((kind) => kind !== null) ?? '';
  const values = flags.filter(({ value }) => value !== null).map(renderValue);
  return `    '${node.id}')
${values.length === 0 ? '' : `      case $prev in\n${values.join('\n')}\n      esac\n`}      if [[ $words$offer != '' ]]; then :
      elif [[ $cur == -* ]]; then words='${own.join(' ')}'
      else words='${words.join(' ')}' offer=${offer}${offer === 'assignments' ? countWords(flags) : ''}
      fi ;;`;
}

/** What a flag's value may be. For one that nobody can guess, nothing is offered. */
function renderValue(flag: FlagEntry): string {
  const spellings = spellingsOf(flag).join('|');
  if (flag.choices.length > 0) return `        ${spellings}) words='${flag.choices.join(' ')}' ;;`;
  const offer = offerOf(flag.value);
  return offer === null ? `        ${spellings}) return ;;` : `        ${spellings}) offer=${offer} ;;`;
}

/** Counts the names and values before the word being typed: neither flags nor their values. `A=B` may come in pieces. */
function countWords(flags: readonly FlagEntry[]): string {
  const taking = flags.filter(({ value }) => value !== null).flatMap(spellingsOf);
  return `
        for (( ; i < COMP_CWORD; i++ )); do
          case \${COMP_WORDS[i]} in
            ${taking.join('|')}) (( i++ )) ;;
            -*|=) ;;
            *=*) (( nth += nth % 2 ? 1 : 2 )) ;;
            *) (( nth++ )) ;;
          esac
        done`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
