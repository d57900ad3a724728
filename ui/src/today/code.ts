/** H. M. Damm's quasigroup of order ten: `crates/domain/src/order/code.rs` has the same. */
const damm = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
]

/** Sixteen digits and a check digit. */
export const digitsOfCode = 17

/** What was typed so far, as digits alone; a Chinese keyboard may give full-width ones. */
export function digits(text: string): string {
  return text.normalize('NFKC').replace(/[^0-9]/g, '')
}

/** In groups of four, as it is printed and dictated. */
export function grouped(text: string): string {
  return (
    digits(text)
      .slice(0, digitsOfCode)
      .match(/.{1,4}/g) ?? []
  ).join('-')
}

/** The text of an order's QR, as against digits. */
export function isQr(text: string): boolean {
  return text.trim().startsWith('mingcha:order?')
}

export type Typed = 'short' | 'wrong' | 'fits'

/** Whether it can be a code: a wrong digit or an exchange of neighbours is noticed here. */
export function typed(text: string): Typed {
  if (isQr(text)) return 'fits'
  const all = digits(text)
  if (all.length < digitsOfCode) return 'short'
  const rest = [...all].reduce((at, d) => Number(damm[at]![Number(d)]), 0)
  return all.length === digitsOfCode && rest === 0 ? 'fits' : 'wrong'
}
