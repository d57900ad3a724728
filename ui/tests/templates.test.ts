import { parse, type SFCTemplateBlock } from 'vue/compiler-sfc'
import { describe, expect, it } from 'vitest'
import { en } from '../src/words/en'
import { zh } from '../src/words/zh'
import { lengthened } from './fake/pseudo'

const vues = import.meta.glob<string>('../src/**/*.vue', {
  query: '?raw',
  import: 'default',
  eager: true,
})
const scripts = import.meta.glob<string>(['../src/**/*.ts', '!../src/backend/types/*'], {
  query: '?raw',
  import: 'default',
  eager: true,
})
const catalogues = /src\/words\//

/** Chinese writing, or Chinese punctuation between other words. */
const chinese = /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/
const han = /[\u4e00-\u9fff]/
const english = /[A-Za-z]{2,}/
/** Attributes that are read out or shown. */
const spoken = /^(placeholder|title|aria-label|alt|aria-description|label)$/

type Node = NonNullable<SFCTemplateBlock['ast']>['children'][number]

/** What a template says by itself, without the catalogue. */
function says(nodes: Node[]): string[] {
  return nodes.flatMap((node): string[] => {
    if (node.type === 2) return chinese.test(node.content) || english.test(node.content) ? [node.content] : [] // prettier-ignore
    if (node.type === 5) return literals(node.content.loc.source).filter((l) => chinese.test(l))
    if (node.type !== 1) return []
    const attributes = node.props.flatMap((p) => {
      if (p.type === 6) {
        const text = p.value?.content ?? ''
        return chinese.test(text) || (spoken.test(p.name) && english.test(text)) ? [text] : []
      }
      const name = p.arg?.type === 4 ? p.arg.content : ''
      const code = p.exp?.loc.source ?? ''
      return literals(code).filter(
        (l) => chinese.test(l) || (spoken.test(name) && / /.test(l.trim()) && english.test(l)),
      )
    })
    return [...attributes, ...says(node.children)]
  })
}

/** The fixed parts of quoted and template strings. */
function literals(code: string): string[] {
  return [...code.matchAll(/'([^'\n]*)'|"([^"\n]*)"|`([^`]*)`/g)].map((m) =>
    (m[1] ?? m[2] ?? m[3] ?? '').replace(/\$\{[^}]*\}/g, ''),
  )
}
const bare = (code: string) => code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
const short = (path: string) => path.replace('../src/', '')

describe('no words outside the catalogues', () => {
  it.each(Object.keys(vues).map(short))('%s', (path) => {
    const { descriptor } = parse(vues[`../src/${path}`]!)
    expect(says(descriptor.template?.ast?.children ?? [])).toEqual([])
    const script = bare(descriptor.scriptSetup?.content ?? '')
    expect(literals(script).filter((l) => chinese.test(l))).toEqual([])
  })
  it('in no module either', () => {
    for (const [path, code] of Object.entries(scripts)) {
      // Marks may join what goes into a record; words may not.
      const found = catalogues.test(path) ? [] : literals(bare(code)).filter((l) => han.test(l))
      expect(found, short(path)).toEqual([])
    }
  })
})

type Tree = { [key: string]: string | Tree }
const at = (path: string) =>
  path
    .split('.')
    .reduce<string | Tree | undefined>(
      (tree, key) => (typeof tree === 'object' ? tree[key] : undefined),
      zh as unknown as Tree,
    )

describe('every key that is used exists', () => {
  const all = { ...vues, ...scripts }
  it.each(
    Object.keys(all)
      .filter((p) => !catalogues.test(p))
      .map(short),
  )('%s', (path) => {
    const code = bare(all[`../src/${path}`]!)
    // Whatever looks like a key of the catalogue: in t(…), in a choice of two, in a table.
    for (const [, key] of code.matchAll(/'([a-z_]+(?:\.[a-z_0-9]+)+)'/g)) {
      if (key!.split('.')[0]! in zh) expect(typeof at(key!), key).toBe('string')
    }
    // With a part that is filled in, what stands before it is a group.
    for (const [, group] of code.matchAll(/`([a-z_]+(?:\.[a-z_0-9]+)*)\.\$\{/g)) {
      if (group!.split('.')[0]! in zh) expect(typeof at(group!), group).toBe('object')
    }
    for (const [, key] of code.matchAll(/\bt\(\s*['"]([^'"]+)['"]/g))
      expect(typeof at(key!), key).toBe('string')
  })
})

describe('the pseudo-language', () => {
  it('is longer, accented, and fills the same places', () => {
    expect(lengthened(en.queue.header)).toBe('⟦Tó jjúdggé {waiting} · kééý {key}⟧')
    const grown = lengthened(en.error.stale)
    expect(grown.length).toBeGreaterThan(en.error.stale.length * 1.2)
  })
})

describe('how things look', () => {
  const sheets = import.meta.glob<string>('../src/**/*.css', {
    query: '?raw',
    import: 'default',
    eager: true,
  })
  // Such a rule costs every list of the app: each row that is added is held against all the others.
  it('has no rule for everything that follows something', () => {
    for (const [path, code] of Object.entries({ ...vues, ...sheets })) {
      const styles = path.endsWith('.vue')
        ? parse(code).descriptor.styles.map((style) => style.content)
        : [code]
      for (const style of styles) expect(style, short(path)).not.toMatch(/~\s*\*/)
    }
  })
})
