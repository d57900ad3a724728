import { describe, expect, it } from 'vitest'
import { en } from '../src/words/en'
import { zh } from '../src/words/zh'

type Tree = { [key: string]: string | Tree }
function flat(tree: Tree, before = ''): [string, string][] {
  return Object.entries(tree).flatMap(([k, v]) =>
    typeof v === 'string' ? [[before + k, v] as [string, string]] : flat(v, `${before}${k}.`),
  )
}
const holes = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort().join()

const types = import.meta.glob<string>('../src/backend/types/*.ts', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** The names of a generated union of strings. */
function names(type: string): string[] {
  const text = types[`../src/backend/types/${type}.ts`] ?? ''
  const union = text.slice(text.indexOf(`export type ${type}`))
  return [...union.matchAll(/"(\w+)"/g)].map((m) => m[1]!)
}

describe('the two catalogues', () => {
  const [a, b] = [new Map(flat(zh)), new Map(flat(en))]

  it('have the same keys', () => {
    expect([...b.keys()].sort()).toEqual([...a.keys()].sort())
  })
  it('leave nothing unsaid, but for units that English has no word for', () => {
    for (const [key, text] of [...a, ...b])
      if (!key.startsWith('figures.unit_of')) expect(text, key).not.toBe('')
  })
  it('fill the same places', () => {
    for (const [key, text] of a) expect(holes(b.get(key) ?? ''), key).toBe(holes(text))
  })
  it('keep Chinese out of English', () => {
    for (const [key, text] of b)
      if (key !== 'me.zh') expect(text, key).not.toMatch(/[\u4e00-\u9fff]/)
  })
  it.each([
    ['error', 'ErrorCode'],
    ['refusal', 'Refusal'],
    ['standing', 'Standing'],
    ['severity', 'Severity'],
    ['category', 'Category'],
    ['kind', 'CheckKind'],
    ['site_kind', 'SiteKind'],
    ['outcome', 'Outcome'],
    ['reason', 'ReturnReason'],
    ['place', 'Whereabouts'],
    ['notice', 'StoreNotice'],
    ['figures.name', 'Figure'],
    ['me.roles', 'Role'],
    ['sync.why', 'WaitReason'],
  ])('have words for every %s of the engine', (key, type) => {
    expect(names(type).length).toBeGreaterThan(1)
    for (const name of names(type)) expect(a.has(`${key}.${name}`), `${key}.${name}`).toBe(true)
  })
})
