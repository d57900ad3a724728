// What leads and coordinators see: the queue, the day in the field, circulars.
import type { Command } from '../../src/backend/shapes'
import type { CircularsView } from '../../src/backend/types/CircularsView'
import type { NotDone } from '../../src/backend/types/NotDone'
import type { Query } from '../../src/backend/types/Query'
import type { Receipt } from '../../src/backend/types/Receipt'
import type { TeamTodayView } from '../../src/backend/types/TeamTodayView'
import type { Topic } from '../../src/backend/types/Topic'
import * as city from './data'

const two = (zh: string, en: string) => ({ zh, en })
const hours = (n: number) => city.minutes(n * 60)

export function lead(asked: URLSearchParams, leads: boolean, say: (...t: Topic[]) => Receipt) {
  const judging = new Set<string>()
  const looked = new Set(city.findingRows.filter((f) => f.looked_at).map((f) => f.id))
  const circulars = asked.has('quiet') ? [] : written(leads)

  const row = (f: (typeof city.findingRows)[number]) => ({
    ...f,
    judging: judging.has(f.id),
    looked_at: looked.has(f.id),
  })

  function judgeSeveral(findings: string[]): Receipt {
    if (findings.length > 20) throw { code: 'refused', message: '', refusal: 'too_many' }
    const not_done: NotDone[] = []
    for (const id of findings) {
      const f = city.findingRows.find((r) => r.id === id)
      const why = f?.key ? 'key_finding' : !looked.has(id) ? 'photos_not_opened' : null
      if (why) not_done.push({ subject: id, why })
      else if (id === 'g1') not_done.push({ subject: id, why: 'version_changed' })
      else judging.add(id)
    }
    return { ...say('finding'), not_done }
  }

  return {
    row,
    unread: () => circulars.filter((c) => !c.read_by_me).length,

    ask(query: Query): object | undefined {
      switch (query.get) {
        case 'queue': {
          const findings = asked.has('done') ? [] : city.findingRows.map(row)
          const open = findings.filter((f) => !f.judging)
          return {
            findings,
            more: asked.has('more'),
            suggestions: [],
            waiting: open.length,
            key: open.filter((f) => f.key).length,
            judged: [{ ...city.findingRows[1]!, id: 'j1', standing: 'approved' }],
            summary_in_min: 70,
          }
        }
        case 'team_today':
          return asked.has('idle') ? nobody : field
        case 'circulars':
          return {
            rows: circulars,
            unread: circulars.filter((c) => !c.read_by_me).length,
            units: leads ? units : [],
          }
      }
    },

    act(command: Command): Receipt | undefined {
      switch (command.do) {
        case 'look_at':
          looked.add(command.finding)
          return say('finding')
        case 'judge_finding':
          judging.add(command.finding)
          return say('finding')
        case 'judge_several':
          return judgeSeveral(command.findings)
        case 'undo_judgement':
          judging.delete(command.subject)
          return say('finding')
        case 'read_circular': {
          const c = circulars.find((r) => r.id === command.circular)
          if (c && !c.read_by_me) Object.assign(c, { read_by_me: true, read: c.read + 1 })
          return say('circular')
        }
        case 'issue_circular':
          circulars.unshift({
            id: `c${circulars.length + 1}`,
            title: command.title,
            words: command.words,
            by: city.people[2]!,
            when: city.when(Date.now()),
            to: units.filter((u) => command.to.includes(u.id)).map((u) => u.name),
            read_by_me: true,
            read: 1,
            readers: 14,
            not_read: city.people.slice(0, 2),
          })
          return { ...say('circular'), made: 'c9' }
      }
    },
  }
}

const unit = (
  id: string,
  zh: string,
  en: string,
  kind: 'city' | 'district' | 'group',
  p?: string,
) => ({
  id,
  name: two(zh, en),
  kind,
  ...(p ? { parent: p } : {}),
})
export const units: CircularsView['units'] = [
  unit('n1', '演示市监督组', 'Demo city group', 'city'),
  unit('n2', '江北区监督组', 'Jiangbei district group', 'district', 'n1'),
  unit('n3', '第三监督小组', 'Team 3', 'group', 'n2'),
  unit('n4', '海曙区监督组', 'Haishu district group', 'district', 'n1'),
]

function written(leads: boolean): CircularsView['rows'] {
  const to = [units[1]!.name, units[3]!.name]
  return [
    {
      id: 'c1',
      title: '今晚起冷链货物一律先核验后入库',
      words:
        '南港码头一批进口牛肉外包装检测异常。今晚20时起，各组到冷链点位先看批次核验单，没有核验单的不得入库，已入库的就地封存并马上报告。\n\n检查时请两人同行，全程戴N95口罩和手套，照片要拍到批次号。',
      when: city.when(city.minutes(25)),
      to,
      read_by_me: false,
      read: 5,
      readers: 12,
      not_read: leads ? [...city.people, { id: 'u4', name: '孙晓梅', phone: '13800000004' }] : [],
    },
    {
      id: 'c2',
      title: '明早8时在市监管局集合',
      words: '带好证件和测温枪。',
      by: city.people[2]!,
      when: city.when(hours(20)),
      to: to.slice(0, 1),
      read_by_me: true,
      read: 12,
      readers: 12,
      not_read: [],
    },
  ]
}

const out = (n: number, part: object, checks: number) => ({
  outing: {
    ...city.outing,
    id: `o${n}`,
    team: two(`第${'一二三四五'[n]}监督小组`, `Team ${n + 1}`),
    started: city.when(hours(3 + n)),
    checks,
    ...('ended' in part ? { ended: true } : {}),
  },
  checks: Array.from({ length: checks }, (_, i) => ({
    ...city.checkRow(`t${n}${i}`, city.sites[i % 3]!.name, i),
    began_at: city.minutes(30 + 50 * i),
  })),
  last_at: city.minutes(12),
  quiet: false,
  stuck: false,
  ...part,
})
const field = {
  day: new Date().toISOString().slice(0, 10),
  outings: [
    out(0, {}, 2),
    out(1, { quiet: true, last_at: city.minutes(118) }, 1),
    out(2, { stuck: true, last_at: city.minutes(34) }, 5),
    out(3, { ended: true, last_at: city.minutes(50) }, 3),
  ],
  idle: [
    {
      id: 'g7',
      name: two('第七监督小组', 'Team 7'),
      orders: 3,
      members: [city.people[0]!, { id: 'u4', name: '孙晓梅' }],
    },
    { id: 'g8', name: two('第八监督小组', 'Team 8'), orders: 0, members: [] },
  ],
  not_begun: [
    {
      id: 'r1',
      title: '冷链突击检查',
      site: '南港冷库',
      team: two('第七监督小组', 'Team 7'),
      due: '2026-03-14',
      late: true,
    },
    {
      id: 'r2',
      title: '',
      site: '四季农产品综合市场水果区',
      team: two('第七监督小组', 'Team 7'),
      due: new Date().toISOString().slice(0, 10),
      late: false,
    },
  ],
  sealed: [
    { id: 'z0', name: 'QX4TZ2', team: city.outing.team, due: '2026-12-18', late: false },
    {
      id: 'z1',
      name: 'B7MN5K',
      team: city.outing.team,
      due: '2026-12-18',
      late: false,
      opened: {
        by: city.people[0],
        how: 'code' as const,
        at: city.minutes(52),
        tries: 1,
        openings: 1,
        site: city.sites[1]!.name,
      },
      arrived: {
        check: 'c1',
        at: city.minutes(30),
        minutes: 22,
        position: { accuracy_m: 12, lat_udeg: 30_246_026, lon_udeg: 120_210_792 },
      },
    },
  ],
  held: [
    {
      id: 'h1',
      person: city.people[1],
      device: '王敏的旧手机',
      why: 'no_longer_allowed' as const,
      acts: [
        { event: 'h1', kind: 'outing.started', at: hours(6), words: '' },
        { event: 'h2', kind: 'check.started', at: hours(6), words: city.sites[1]!.name },
        { event: 'h3', kind: 'finding.raised', at: hours(5), words: '冷柜无温度记录。' },
        { event: 'h4', kind: 'check.photo_taken', at: hours(5), words: city.sites[1]!.name },
        { event: 'h5', kind: 'check.submitted', at: hours(5), words: city.sites[1]!.name },
      ],
    },
  ],
  devices: [
    { person: city.people[0], label: '陈立的手机', last_seen: city.minutes(9), photos_there: 12 },
    { person: city.people[1], label: '王敏的手机', last_seen: hours(5), photos_there: 31 },
    { person: city.people[2], label: '组长平板', last_seen: city.minutes(2), photos_there: 0 },
    { person: { id: 'u4', name: '孙晓梅' }, label: '备用机', photos_there: 0 },
  ],
  as_of: city.minutes(4),
} as TeamTodayView
const nobody: TeamTodayView = {
  day: field.day,
  outings: [],
  idle: [],
  not_begun: [],
  sealed: [],
  held: [],
  devices: [],
}
