// Renders every screen: node shots.mjs [--out DIR] [--only PART] [--screens NAME,…] [--sizes 390x844,…] [--axe]
// In both languages, light and dark (also: contrast-light, contrast-dark), at three sizes. With --axe instead: what axe-core finds.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { endBrowser, hear, launched } from './lib/chromium.mjs'
import * as places from './lib/places.mjs'
import { painted } from './lib/photos.mjs'
import { Studio, screens, settled, sizes } from './lib/screens.mjs'

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(places.root, 'target', 'shots') },
    only: { type: 'string', default: '' },
    screens: { type: 'string', default: '' },
    sizes: { type: 'string', default: '' },
    languages: { type: 'string', default: 'zh,en' },
    themes: { type: 'string', default: 'light,dark' },
    axe: { type: 'boolean', default: false },
  },
})
process.env.TZ = 'Asia/Shanghai'
places.demand(places.central, places.bridge, join(places.pages, 'index.html'), places.chromium)
painted()
const axe = values.axe && readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const dir = mkdtempSync(join(tmpdir(), 'mingcha-shots-'))
const studio = await new Studio(dir).prepare()
const faults = []
let taken = 0

for (const language of values.languages.split(',')) {
  for (const theme of values.themes.split(',')) {
    for (const size of sizes.filter((s) => !values.sizes || values.sizes.includes(s.name))) {
      await all(language, theme, size)
      console.log(`${language} ${theme} ${size.name}: ${taken} so far`)
    }
  }
}
await studio.end()
await endBrowser()
rmSync(dir, { recursive: true, force: true })
for (const fault of faults) console.log(`✗ ${fault}`)
console.log(`${taken} passed, ${faults.length} failed`)
process.exit(faults.length ? 1 : 0)

function asked({ name }) {
  return name.includes(values.only) && (!values.screens || values.screens.split(',').includes(name))
}

async function all(language, theme, size) {
  const context = await (await launched()).newContext({
    viewport: { width: size.width, height: size.height },
    hasTouch: size.touch,
    isMobile: size.touch,
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  let here = ''
  let textSize = 0
  hear(page, (what) => faults.push(`${here}: ${what}`))
  for (const screen of screens.filter(asked)) {
    here = `${screen.name} ${size.name} ${language} ${theme}`
    try {
      if (textSize !== (screen.size ?? 100)) {
        textSize = screen.size ?? 100
        await studio.look({ language, look: theme, size: textSize })
      }
      await page.unrouteAll({ behavior: 'ignoreErrors' })
      await page.goto('about:blank')
      await page.goto(`${studio.bridges[screen.who].address}/#${screen.path(studio.ids)}`)
      await settled(page)
      if (screen.act) {
        const as = await screen.act(page, studio)
        if (as !== 'waiting') await settled(page)
      }
      if (axe) await judged(page)
      else {
        const folder = join(values.out, size.name, `${language}-${theme}`)
        mkdirSync(folder, { recursive: true })
        await page.screenshot({ path: join(folder, `${screen.name}.png`) })
      }
      taken++
    } catch (error) {
      faults.push(`${here}: ${error.message.split('\n')[0]}`)
    }
  }
  await context.close()

  async function judged(at) {
    await at.evaluate(axe)
    const { violations } = await at.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
    for (const v of violations) {
      const nodes = v.nodes.map((n) => `${n.target.join(' ')} ${n.any[0]?.message ?? ''}`).slice(0, 3)
      faults.push(`${here}: ${v.id}: ${nodes.join(' | ')}`)
    }
  }
}
