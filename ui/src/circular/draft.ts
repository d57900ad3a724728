import { reactive } from 'vue'

/** A circular that is being written. It outlives the sheet and the page, never the program: it is
    not yet anybody's record. */
export const draft = reactive({ title: '', words: '', to: [] as string[] })

export function emptied(): void {
  Object.assign(draft, { title: '', words: '', to: [] })
}
