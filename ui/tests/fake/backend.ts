// Stands in for the engine while screens are drawn. Loaded only by the dev server and by tests.
import type { Backend } from '../../src/backend/backend'
import type { Command, FindingContent } from '../../src/backend/shapes'
import type { KeepOriginals } from '../../src/backend/types/KeepOriginals'
import type { PhotoTarget } from '../../src/backend/types/PhotoTarget'
import type { Query } from '../../src/backend/types/Query'
import type { Receipt } from '../../src/backend/types/Receipt'
import type { Topic } from '../../src/backend/types/Topic'
import { progress } from '../../src/check/progress'
import * as city from './data'
import { lockSide } from './lock'
import { peopleSide } from './people'
import { lead as leadSide } from './lead'
import { speakPseudo } from './pseudo'
import { visit as inspectorSide } from './visit'

/** Nothing but this opens an order here. */
const isWrong = (code: string) => code !== '1234-5678-9012-3456-8'

export function fake(
  who = new URLSearchParams(location.search).get('fake') ?? 'inspector',
): Backend {
  const listeners = new Set<(topics: Topic[]) => void>()
  const asked = new URLSearchParams(location.search)
  const settings = {
    language: asked.get('lang') ?? 'zh',
    theme: asked.get('theme') ?? 'light',
    high_contrast: asked.has('contrast'),
    text_size: Number(asked.get('size') ?? 100),
    offline: false,
    lock_after_min: 5,
    keep_originals: 'while_room' as KeepOriginals,
  }
  if (settings.language === 'xx') speakPseudo()
  const lead = who === 'lead'
  let enrolled = who !== 'new'
  let outing: typeof city.outing | undefined = asked.has('idle') ? undefined : { ...city.outing }
  let submitted = false
  let made = 0
  let prepared = 0
  let droppable = !lead
  const photos = [city.photo('p1'), city.photo('p2', { original_here: false, place: 'waiting' })]
  // `?many`, `?many=2000`
  const many = Array.from({ length: Number(asked.get('many')) || 14 }, (_, n) => `p${n + 1}`)
  if (asked.has('many')) photos.push(...many.slice(2).map((p) => city.photo(p)))
  let unsorted = asked.has('many') ? many : ['p1', 'p2']
  const drafts = new Map<string, FindingContent>()
  const recorded = new Set<string>()
  const suggestions: string[] = []
  const delivery = { place: 'draft' as const, delivered: 0, total: 9 }

  function say(...topics: Topic[]): { topics: Topic[] } {
    setTimeout(() => listeners.forEach((l) => l(topics)), 0)
    return { topics }
  }
  const desk = leadSide(asked, lead, say)
  const visit = inspectorSide(asked)
  const lock = lockSide(asked, say)
  const people = peopleSide(asked, say)
  const draftRow = (id: string) => {
    const c = drafts.get(id)!
    return {
      ...city.returnedRow,
      id,
      check: 'c1',
      text: c.text,
      severity: c.severity,
      key: !!c.key,
      rectification: c.rectification,
      photos: c.photos ?? [],
      photos_after: c.photos_after ?? [],
      standing: 'draft' as const,
      draft: !recorded.has(id),
      delivery,
    }
  }

  function ask(query: Query): unknown {
    const always = query.get === 'start' || query.get === 'people'
    if (lock.view().is === 'locked' && !always) throw { code: 'locked', message: '' }
    const theirs = desk.ask(query)
    if (theirs) {
      const suggestion = ask({ get: 'suggestion', suggestion: 'g1' }) as { row: unknown }
      return query.get === 'queue' && !asked.has('done')
        ? { ...theirs, suggestions: [suggestion.row] }
        : theirs
    }
    const mine = visit.ask(query)
    if (mine) return mine
    const only_here = lead
      ? { checks: 0, photos: 0, events: 0 }
      : { checks: 3, photos: 12, events: 5 }
    switch (query.get) {
      case 'start':
        return {
          settings: { ...settings },
          unread: desk.unread(),
          version: '0.1.0',
          lock: lock.view(),
          ...(asked.has('low') ? { low: { free_bytes: 312_000_000, photos: 53 } } : {}),
          ...(asked.has('notice') ? { notice: 'damaged_set_aside' } : {}),
          ...(enrolled && lock.view().is !== 'locked'
            ? {
                me: {
                  person: city.people[lead ? 2 : 0],
                  unit: { zh: '市监督一组', en: 'City group 1' },
                  roles: lead ? ['lead'] : ['inspector'],
                  realm_name: '演示市',
                  demo: true,
                  utc_offset_min: 480,
                  device: lead ? '组长平板' : '陈立的手机',
                },
              }
            : {}),
        }
      case 'people':
        return people.view(lock.view(), enrolled ? city.people[lead ? 2 : 0]!.name : undefined)
      case 'today':
        return {
          day: new Date().toISOString().slice(0, 10),
          outing,
          orders: [0, 1].map((n) => ({
            id: `r${n}`,
            title: n ? '冷链突击检查' : '',
            site: city.sites[n + 1],
            kind: n ? 'covert' : 'open',
            due: n ? '2026-11-20' : '2026-12-18',
            note: n ? '' : '先看后仓，再看冷柜。',
            checklist: city.checklist.title,
            items: 14,
            campaign: 'm1',
            campaign_name: city.outing.campaign,
            team: 'g1',
            earlier: [],
          })),
          sealed: city.sealed,
          open_checks: [city.checkRow('c1', city.sites[0]!.name)],
          of_others: [],
          returned: asked.has('idle') ? [] : [city.returnedRow],
          shown: asked.has('shown')
            ? [{ row: city.checkRow('c9', city.sites[1]!.name, 3), until: '2026-12-18' }]
            : [],
          only_here,
        }
      case 'choices':
        return {
          campaigns: [
            {
              id: 'm1',
              name: city.outing.campaign,
              from: '2026-03-01',
              to: '2027-01-01',
              checklists: ['l1'],
            },
          ],
          teams: [{ id: 'g1', name: city.outing.team, members: city.people }],
          sites: city.sites.filter((s) => s.name.includes(query.search)),
          more_sites: false,
          checklists: [
            {
              id: 'l1',
              version: 'lv1',
              title: city.checklist.title,
              site_kinds: city.checklist.site_kinds,
              items: 14,
            },
            {
              id: 'l2',
              version: 'lv2',
              title: { zh: '快递网点', en: 'Courier depot' },
              site_kinds: ['courier_depot'],
              items: 11,
            },
          ],
          territories: city.territories,
          departments: city.departments,
        }
      case 'check': {
        const p = progress(city.checklist, (i) => city.answers.get(i) ?? {})
        return {
          id: query.check,
          revision: ['e1'],
          site: city.sites[0],
          kind: 'open',
          order_title: '',
          order_note: '',
          outing: city.outing,
          checklist: city.checklist,
          began: city.when(city.minutes(20)),
          clock_was_wrong: false,
          workers: city.people.slice(0, 2),
          answers: [...city.answers].map(([item, answer], n) => ({
            item,
            answer,
            draft: true,
            supersedes: [],
            rivals:
              asked.has('rivals') && n === 0
                ? [{ by: city.people[1], answer: { value: 'not_met' } }]
                : [],
          })),
          shown: [...p.shown],
          answered: p.answered,
          open: p.open,
          photos,
          unsorted: unsorted.filter(
            (p) => ![...drafts.values()].some((d) => d.photos?.includes(p)),
          ),
          findings: [...drafts.keys()].map(draftRow),
          suggestions: suggestions.map((text, n) => ({
            id: `g${n}`,
            check: 'c1',
            site: '',
            text,
            standing: 'draft',
            judging: false,
            by: city.people[0],
            at: city.now,
            delivery,
          })),
          words: '',
          submit_words: '',
          supplement_words: '',
          suggestion_words: '',
          ...(submitted ? { outcome: 'nothing_found', submitted: city.when(city.now) } : {}),
          changed_since: false,
          supplements: [],
          opened: false,
          mine: !lead,
          delivery: submitted ? { place: 'sending', delivered: 3, total: 12 } : delivery,
          read_only: false,
        }
      }
      case 'finding': {
        if (drafts.has(query.finding)) {
          const view = city.findingView(draftRow(query.finding))
          const content = drafts.get(query.finding)!
          const { submitted: _, ...rest } = view
          return {
            ...rest,
            content,
            approved: content,
            photos,
            revisions: [],
            judgements: [],
            similar: visit.similar(content.text),
            may_amend: true,
          }
        }
        const row = [...city.findingRows, city.returnedRow].find((f) => f.id === query.finding)
        if (!row) throw { code: 'not_found', message: '' }
        return city.findingView(desk.row(row))
      }
      case 'access':
        return city.access(lead)
      case 'suggestion':
        return {
          row: {
            id: 'g1',
            check: 'c2',
            site: city.sites[0]!.name,
            text: '建议超市在冷柜旁公示批次与消毒证明。',
            standing: 'to_be_judged',
            judging: false,
            by: city.people[0],
            at: city.minutes(50),
            delivery,
          },
          revision: ['e1'],
          version: 'v1',
          content: { text: '建议超市在冷柜旁公示批次与消毒证明。', department: 'd1' },
          judgements: [],
          site: city.sites[0],
          check: city.checkRow('c2', city.sites[0]!.name),
          departments: city.departments,
          may_amend: false,
        }
      case 'mine': {
        const from = query.after ? Number(query.after.slice(1)) + 1 : 0
        const rows = Array.from({ length: 50 }, (_, n) =>
          city.checkRow(`m${from + n}`, city.sites[(from + n) % 3]!.name, from + n),
        )
        return {
          rows: rows.filter((r) => r.site.includes(query.search)),
          more: from < 400,
          total: 450,
        }
      }
      case 'sync':
        return {
          state: asked.has('sending')
            ? { is: 'sending', done: 3, of: 12 }
            : settings.offline
              ? { is: 'kept_offline' }
              : { is: 'waiting', why: 'unreachable', retry_in_ms: 45_000 },
          only_here,
          address: 'http://192.168.1.20:8080',
          last_sync: city.minutes(25),
          compared: {
            at: city.minutes(25),
            same: !lead,
            mended: lead ? 0 : 3,
            ...(lead ? {} : { mended_at: city.minutes(140) }),
          },
          not_accepted: lead
            ? []
            : [
                {
                  kind: 'finding_raised',
                  verdict: null,
                  why: 'not_your_team',
                  at: city.minutes(90),
                  check: 'c1',
                },
              ],
          uploads: lead
            ? []
            : [{ photo: 'p2', variant: 'original', sent: 1_200_000, size: 3_200_000 }],
          store_bytes: 4_300_000,
          photo_bytes: 183_000_000,
          free_bytes: asked.has('low') ? 312_000_000 : 21_400_000_000,
          room: droppable
            ? { droppable_photos: 41, droppable_bytes: 139_000_000, waiting_photos: 6 }
            : { droppable_photos: 0, droppable_bytes: 0, waiting_photos: 6 },
          checks: 38,
          photos: 121,
        }
      case 'leaving': {
        const ready = asked.has('ready')
        return {
          ready,
          missing_files: asked.has('missing') ? 2 : 0,
          only_here: ready ? { checks: 0, photos: 0, events: 0 } : only_here,
          drafts: ready ? 0 : 2,
          unfinished: ready ? [] : [city.checkRow('c1', city.sites[0]!.name)],
          open: ready ? [] : [city.checkRow('c1', city.sites[0]!.name)],
          events: 214,
          photos: 121,
        }
      }
      case 'figures':
        return {
          from: query.from,
          to: query.to,
          units: [...city.departments],
          figures: [
            ['inspector_times', 5029],
            ['outings', 2116],
            ['unit_times', 9280],
            ['findings_pressed', 1241],
            ['suggestions', 871],
          ].map(([figure, value], n) => ({
            figure,
            value,
            provisional: n === 3 ? 2 : 0,
            records: value,
          })),
          incomplete: false,
          as_of: city.minutes(12),
        }
      case 'figure_records':
        return {
          figure: query.figure,
          rows: [
            {
              amount: 3,
              day: '2026-03-16',
              title: '第三监督小组',
              detail: '进口冷链食品专题监督',
              checks: [city.checkRow('c2', city.sites[0]!.name, 3)],
              cursor: 'a',
            },
            {
              amount: 1,
              day: '2026-03-16',
              title: city.findingRows[0]!.text,
              detail: city.sites[0]!.name,
              finding: 'f1',
              checks: [],
              cursor: 'b',
            },
          ],
          more: false,
        }
      case 'share_code':
        return {
          code: 'MC1-7F2K-93QD-XXPL-0A1B',
          svg: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h3v3H0zM5 0h3v3H5zM0 5h3v3H0zM4 4h1v1H4zM6 6h2v1H6z"/></svg>',
        }
    }
  }

  function act(command: Command): Receipt {
    const byPeople = people.act(command)
    if (byPeople) return byPeople
    const byLock = lock.act(command)
    if (byLock) return byLock
    const theirs = desk.act(command)
    if (theirs) return theirs
    switch (command.do) {
      case 'enrol':
        if (command.code === 'BAD') throw { code: 'code_spent', message: '' }
        enrolled = true
        return say('profile')
      case 'start_outing':
        outing = {
          ...city.outing,
          present: city.people.filter((p) => command.members.includes(p.id)),
        }
        return { ...say('today'), made: 'o1' }
      case 'change_presence':
        if (outing)
          outing = { ...outing, present: city.people.filter((p) => command.members.includes(p.id)) }
        return say('today')
      case 'end_outing':
        outing = undefined
        return say('today')
      case 'open_order':
        if (isWrong(command.code)) {
          city.sealed.forEach((o) => o.id === command.order && o.tries++)
          throw { code: 'order_code_wrong', message: '' }
        }
        city.sealed.splice(
          0,
          city.sealed.length,
          ...city.sealed.filter((o) => o.id !== command.order),
        )
        return say('today')
      case 'open_order_online':
        throw { code: 'unreachable', message: '' }
      case 'add_site':
        return { ...say('today'), made: 's9' }
      case 'start_check':
      case 'join_check':
        return { ...say('check'), made: 'c1' }
      case 'save_answers':
        for (const c of command.changes) city.answers.set(c.item, c.answer)
        return say('check')
      case 'save_finding_draft': {
        const id = command.finding ?? `fd${++made}`
        drafts.set(id, JSON.parse(JSON.stringify(command.content)))
        return { ...say('finding'), made: id }
      }
      case 'drop_finding_draft':
        drafts.delete(command.finding)
        return say('finding')
      case 'record_finding': {
        const c = drafts.get(command.finding)
        if (c?.rectification === 'on_the_spot' && !c.photos_after?.length)
          throw { code: 'refused', message: '', refusal: 'after_photo_required' }
        recorded.add(command.finding)
        return say('finding', 'check')
      }
      case 'record_suggestion':
        suggestions.push(command.content.text)
        return say('finding')
      case 'sort_photo':
        unsorted = unsorted.filter((p) => p !== command.photo)
        if (typeof command.target === 'object') place(command.target, command.photo)
        return say('photo')
      case 'void_photo':
        unsorted = unsorted.filter((p) => p !== command.photo)
        return say('photo')
      case 'submit_check':
        submitted = true
        return say('check')
      case 'take_back':
        submitted = false
        return say('check')
      case 'make_room':
        droppable = false
        return say('sync', 'photo', 'profile')
      case 'change_setting':
        Object.assign(settings, command.setting)
        return say('profile', 'sync')
      default:
        return say('check')
    }
  }
  const attach = (item: string, id: string) => {
    const a = city.answers.get(item) ?? {}
    city.answers.set(item, { ...a, photos: [...(a.photos ?? []), id] })
  }
  const place = (target: Exclude<PhotoTarget, 'unsorted'>, id: string) => {
    if ('item' in target) return attach(target.item, id)
    const finding = 'finding' in target ? target.finding : target.finding_after
    const field = 'finding' in target ? 'photos' : 'photos_after'
    const c = drafts.get(finding)
    if (!c) throw { code: 'not_found', message: '' }
    drafts.set(finding, { ...c, [field]: [...(c[field] ?? []), id] })
  }
  const later = <T>(f: () => T, ms = 30) =>
    new Promise<T>((done, fail) =>
      setTimeout(() => {
        try {
          done(f())
        } catch (e) {
          fail(e)
        }
      }, ms),
    )

  return {
    execute: (command) => later(() => act(command)),
    query: (query) =>
      later(() => ({ view: query.get, ...JSON.parse(JSON.stringify(ask(query))) })) as never,
    saveEvidence: (check) => Promise.resolve(`mingcha-${check}.zip`),
    preparePhoto: (_check, file) =>
      later(() => {
        visit.takesIn(file)
        return ++prepared
      }, visit.importing_ms),
    keepPhoto: (_check, target) =>
      later(() => {
        const id = `n${++made}`
        photos.push(city.photo(id, { place: 'waiting' }))
        if (target === 'unsorted') unsorted = [...unsorted, id]
        else place(target, id)
        return { ...say('photo', 'check'), made: id }
      }),
    readQr: () =>
      later(() => {
        throw { code: 'qr_not_found', message: '' }
      }),
    savePicture: (name) => later(() => `/home/demo/mingcha-${name}.jpg`),
    photoUrl: (id) => {
      const hue = [...id].reduce((n, c) => n + c.charCodeAt(0) * 17, 0) % 360
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"><rect width="400" height="300" fill="hsl(${hue} 30% 55%)"/><path d="M0 230l90-80 70 60 80-100 160 130v60H0z" fill="hsl(${hue} 35% 35%)"/></svg>`
      return `data:image/svg+xml,${encodeURIComponent(svg)}`
    },
    sheetUrl: (ids, columns) => {
      const cells = ids.map((id, n) => {
        const hue = [...(id ?? '')].reduce((sum, c) => sum + c.charCodeAt(0) * 17, 0) % 360
        const at = `x="${(n % columns) * 100}" y="${Math.floor(n / columns) * 100}"`
        return `<rect ${at} width="100" height="100" fill="hsl(${hue} 30% 55%)"/>`
      })
      const [width, height] = [columns * 100, Math.ceil(ids.length / columns) * 100]
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">${cells.join('')}</svg>`
      return `data:image/svg+xml,${encodeURIComponent(svg)}`
    },
    onChanged(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
