import { showConfirmDialog, type DialogOptions } from 'vant'

/** Asks; whether the person said yes. */
export function confirmed(asked: DialogOptions): Promise<boolean> {
  return showConfirmDialog(asked).then(
    () => true,
    () => false,
  )
}
