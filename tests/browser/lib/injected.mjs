// Sixty payloads in every field that takes words, written by an inspector and a lead.
import { payloads } from './payloads.mjs'
import { until } from './until.mjs'

/** Characters that words on a picture may have. */
const LABEL = 60

/** A visit for each payload, handed in and supplemented, and a circular; gives what to look at. */
export async function writeAll({ inspector, lead }, outing, open) {
  const { sites, territories, checklists } = await inspector.query({ get: 'choices', search: '' })
  const small = await smallest(inspector, open)
  const checks = []
  let fields = 0
  let photos = 0
  for (const text of payloads) {
    const put = async (command, n = 1) => {
      fields += n
      return (await inspector.execute(command)).made
    }
    /** A small one, another each time: what is looked at here are words. */
    const photo = (target) =>
      inspector.photo(check, target, Buffer.concat([small, Buffer.from(String(photos++))]))
    const site = await put({
      do: 'add_site', name: text, address: text, kind: sites[0].kind, territory: territories[0].id, position: null,
    }, 2)
    const check = (await inspector.execute({
      do: 'start_check', outing, order: null, site, checklist: checklists[0].version, kind: 'open', position: null,
    })).made
    const { shown } = await inspector.query({ get: 'check', check })
    await put({ do: 'save_answers', check, changes: [{ item: shown[0], answer: { remark: text }, supersedes: [] }] })
    const finding = await put({
      do: 'save_finding_draft', check, finding: null,
      content: { category: 'goods', severity: 'serious', rectification: 'not_demanded', text, explanation: text },
    }, 2)
    const marked = await photo({ finding })
    const words = [...text].slice(0, LABEL).join('')
    await put({ do: 'mark_photo', check, photo: marked, marks: [{ text: { at: { x: 2000, y: 5000 }, text: words } }] })
    const spoilt = await photo('unsorted')
    await put({ do: 'void_photo', check, photo: spoilt, reason: text })
    await inspector.execute({ do: 'record_finding', finding, base: [] })
    const suggestion = await put({ do: 'record_suggestion', check, suggestion: null, base: [], content: { text } })
    const { revision: base } = await inspector.query({ get: 'check', check })
    await put({ do: 'submit_check', check, base, outcome: 'refused', words: text })
    await put({ do: 'supplement', check, words: text, photos: [] })
    checks.push({ check, finding, suggestion, text })
  }
  const { units } = await lead.query({ get: 'circulars' })
  for (const text of payloads) {
    await lead.execute({ do: 'issue_circular', title: text, words: text, to: [units[0].id] })
    fields += 2
  }
  await until('all is at central', async () => (await inspector.query({ get: 'today' })).only_here.events === 0, { ms: 90_000 })
  return { checks, fields }
}

/** A lead's words on each: other wordings, and reasons for what goes back. Gives how many. */
export async function judgeAll(lead, checks) {
  let fields = 0
  for (const [n, { finding, suggestion, text }] of checks.entries()) {
    const seen = await lead.query({ get: 'finding', finding })
    const ruling = n % 2 ? { returned: { reasons: ['other'], words: text } } : { approved_with_edits: { text } }
    // What is approved only with what it said anyway is no change: it says something more.
    if (!(n % 2)) ruling.approved_with_edits.text += '。'
    await lead.execute({ do: 'judge_finding', finding, base: seen.revision, version: seen.version, ruling })
    const said = await lead.query({ get: 'suggestion', suggestion })
    const words = n % 2 ? { not_upheld: { words: text } } : { approved_with_edits: { words: `${text}。` } }
    await lead.execute({ do: 'judge_suggestion', suggestion, base: said.revision, version: said.version, ruling: words })
    fields += 2
  }
  await lead.execute({ do: 'seal_judgements' })
  return fields
}

/** What shows a lead's words, once they are at the inspector: `look(who, path)` looks at a page. */
export async function lookAfter(inspector, checks, look) {
  await until('the verdicts are at the inspector', async () => {
    const last = await inspector.query({ get: 'finding', finding: checks.at(-1).finding })
    return last.judgements.length === 1
  }, { ms: 60_000 })
  for (const { check, finding, suggestion } of checks) {
    await look('inspector', `/finding/${finding}`)
    await look('inspector', `/suggestion/${suggestion}`)
    await look('lead', `/check/${check}`)
  }
}

async function smallest(inspector, check) {
  const { photos } = await inspector.query({ get: 'check', check })
  const answer = await fetch(`${inspector.address}/bridge/photo/${photos[0].id}/thumbnail`)
  return Buffer.from(await answer.arrayBuffer())
}
