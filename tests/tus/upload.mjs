// Sends a file as tus-js-client does: node upload.mjs <address> <token> <photo> <file> [stop after bytes]
// Prints one line, the upload's address; with a number of bytes it breaks the connection there, then
// goes on with a second client that knows only that address.
import { readFileSync } from 'node:fs'
import * as tus from 'tus-js-client'

const [address, token, photo, path, stopAfter] = process.argv.slice(2)
const bytes = readFileSync(path)
const how = {
  endpoint: `${address}/v1/photos`,
  headers: { Authorization: `Bearer ${token}` },
  metadata: { photo, variant: 'original' },
  chunkSize: 64 * 1024,
  retryDelays: null,
}

const sent = (options, until) =>
  new Promise((done, failed) => {
    const upload = new tus.Upload(bytes, {
      ...how,
      ...options,
      onError: failed,
      onSuccess: () => done(upload),
      onChunkComplete: (_, at) => {
        if (until && at >= until) upload.abort().then(() => done(upload), failed)
      },
    })
    upload.start()
  })

const first = await sent({}, Number(stopAfter ?? 0))
if (stopAfter) {
  const asked = await fetch(first.url, {
    method: 'HEAD',
    headers: { Authorization: `Bearer ${token}`, 'Tus-Resumable': '1.0.0' },
  })
  const at = Number(asked.headers.get('upload-offset'))
  if (!(at >= Number(stopAfter) && at < bytes.length)) throw new Error(`stopped at ${at}`)
  await sent({ uploadUrl: first.url })
}
console.log(first.url)
