/** Address of a contact sheet, as the engine reads it (`photo/address.rs`). */
export function sheetPath(ids: (string | null)[], columns: number, pixels: number): string {
  return `sheet/${columns}/${pixels}/${ids.map((id) => id ?? '').join('.')}`
}
