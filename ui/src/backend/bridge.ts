import type { Backend } from './backend'
import { asError } from './failure'
import { sheetPath } from './sheet'
import type { Topic } from './types/Topic'

async function send<T>(path: string, body: BodyInit, type: string): Promise<T> {
  let answer: Response
  try {
    answer = await fetch(path, { method: 'POST', body, headers: { 'content-type': type } })
  } catch (e) {
    throw asError(e)
  }
  const said = await answer.json().catch(() => null)
  if (!answer.ok) throw asError(said)
  return said as T
}

function save(name: string, file: Blob): string {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
  return name
}

const octets = (file: File) => file.type || 'application/octet-stream'

/** The engine behind an HTTP server of the same origin: for journey tests. */
export function bridge(): Backend {
  const json = 'application/json'
  // One connection for all listeners: a browser opens only six to one place.
  const listeners = new Set<(topics: Topic[]) => void>()
  let source: EventSource | undefined
  return {
    execute: (command) => send('/bridge/execute', JSON.stringify(command), json),
    query: (query) => send('/bridge/query', JSON.stringify(query), json),
    preparePhoto: (check, file) =>
      send(`/bridge/photo/prepared?${new URLSearchParams({ check })}`, file, octets(file)),
    keepPhoto: (check, target, prepared) =>
      send('/bridge/photo/kept', JSON.stringify({ check, target, prepared }), json),
    async saveEvidence(check) {
      const answer = await fetch(`/bridge/evidence/${check}`).catch((e: unknown) => {
        throw asError(e)
      })
      if (!answer.ok) throw asError(await answer.json().catch(() => null))
      return save(`mingcha-${check}.zip`, await answer.blob())
    },
    readQr: (picture) => send('/bridge/qr', picture, picture.type || 'image/jpeg'),
    savePicture: async (name, jpeg) => save(`mingcha-${name}.jpg`, jpeg),
    photoUrl: (id, variant) => `/bridge/photo/${id}/${variant}`,
    sheetUrl: (ids, columns, pixels) => `/bridge/photo/${sheetPath(ids, columns, pixels)}`,
    onChanged(listener) {
      listeners.add(listener)
      if (!source) {
        source = new EventSource('/bridge/changed')
        source.onmessage = (event) => {
          const topics = JSON.parse(event.data) as Topic[]
          listeners.forEach((hear) => hear(topics))
        }
      }
      return () => void listeners.delete(listener)
    },
  }
}
