import { convertFileSrc, invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import type { Backend } from './backend'
import { asError } from './failure'
import { sheetPath } from './sheet'
import type { Topic } from './types/Topic'

const raw = async (file: Blob) => new Uint8Array(await file.arrayBuffer())

/** The app's shell. The only file that knows Tauri. */
export function tauri(): Backend {
  const call = <T>(name: string, ...rest: [args?: never, options?: never]): Promise<T> =>
    invoke<T>(name, ...rest).catch((e: unknown) => Promise.reject(asError(e)))
  return {
    execute: (command) => call('execute', { command } as never),
    query: (query) => call('query', { query } as never),
    async preparePhoto(check, file) {
      const headers = { 'mingcha-check': check }
      return call('prepare_photo', (await raw(file)) as never, { headers } as never)
    },
    keepPhoto: (check, target, prepared) =>
      call('keep_photo', { check, target, prepared } as never),
    readQr: async (picture) => call('read_qr', (await raw(picture)) as never),
    async savePicture(name, jpeg) {
      const headers = { 'mingcha-name': name }
      return call('save_picture', (await raw(jpeg)) as never, { headers } as never)
    },
    saveEvidence: (check) => call('save_evidence', { check } as never),
    photoUrl: (id, variant) => convertFileSrc(`${id}/${variant}`, 'photo'),
    sheetUrl: (ids, columns, pixels) => convertFileSrc(sheetPath(ids, columns, pixels), 'photo'),
    onChanged(listener) {
      const stop = listen<Topic[]>('changed', (event) => listener(event.payload))
      return () => void stop.then((f) => f())
    },
  }
}
