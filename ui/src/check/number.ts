/** −18.5 with one decimal is −185. `undefined` if it is no number or has too many decimals. */
export function scaled(text: string, decimals: number): number | undefined {
  const plain = text
    .trim()
    .replace(/[−－]/g, '-')
    .replace(/[．。]/g, '.')
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain)) return undefined
  const [whole = '', part = ''] = plain.replace(/^[+-]/, '').split('.')
  if (part.replace(/0+$/, '').length > decimals) return undefined
  const digits = whole + part.slice(0, decimals).padEnd(decimals, '0')
  const n = Number(digits || '0') * (plain.startsWith('-') ? -1 : 1)
  return Number.isSafeInteger(n) ? n + 0 : undefined
}

export function unscaled(n: number, decimals: number): string {
  if (decimals === 0) return String(n)
  const digits = String(Math.abs(n)).padStart(decimals + 1, '0')
  const cut = digits.length - decimals
  return `${n < 0 ? '-' : ''}${digits.slice(0, cut)}.${digits.slice(cut)}`
}
