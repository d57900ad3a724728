// A language that nobody speaks: English with accents, longer by a third, between ⟦ ⟧. What is cut
// on screen lacks its end; what lacks both marks never came from the catalogue.
import { words } from '../../src/words'
import { en } from '../../src/words/en'

const accents: Record<string, string> = {
  a: 'á', c: 'ç', e: 'é', i: 'í', n: 'ñ', o: 'ó', s: 'š', u: 'ú', y: 'ý', z: 'ž',
  A: 'Á', C: 'Ç', E: 'É', I: 'Í', N: 'Ñ', O: 'Ó', S: 'Š', U: 'Ú', Y: 'Ý', Z: 'Ž',
} // prettier-ignore

export function lengthened(text: string): string {
  if (!text) return text
  let letters = 0
  const said = text.replace(/\{\w+\}|[A-Za-z]/g, (part) => {
    if (part.length > 1) return part
    letters++
    const accented = accents[part] ?? part
    // Every third letter twice: the words grow, not only the end.
    return letters % 3 ? accented : accented + accented.toLowerCase()
  })
  return `⟦${said}⟧`
}

type Tree = { [key: string]: string | Tree }
const all = (tree: Tree): Tree =>
  Object.fromEntries(
    Object.entries(tree).map(([k, v]) => [k, typeof v === 'string' ? lengthened(v) : all(v)]),
  )

export function speakPseudo(): void {
  words.global.setLocaleMessage('xx', all(en as unknown as Tree) as never)
}
