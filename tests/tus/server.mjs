// Another central for photo files: node server.mjs <folder> <central>
// Photo uploads go to @tus/server, everything else to central. Prints its address.
import { createServer, request } from 'node:http'
import { FileStore } from '@tus/file-store'
import { Server } from '@tus/server'

const [directory, central] = process.argv.slice(2)
const tus = new Server({ path: '/v1/photos', datastore: new FileStore({ directory }) })
const server = createServer((asked, answer) => {
  if (asked.url.startsWith('/v1/photos')) return tus.handle(asked, answer)
  const on = request(
    central + asked.url,
    { method: asked.method, headers: asked.headers },
    (said) => {
      answer.writeHead(said.statusCode, said.headers)
      said.pipe(answer)
    },
  )
  on.on('error', () => answer.destroy())
  asked.pipe(on)
})
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
