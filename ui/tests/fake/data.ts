// A small city for looking at screens and for unit tests. Its records are made up.
import type { ReusedRow } from '../../src/backend/types/ReusedRow'
import type { Answer } from '../../src/backend/types/Answer'
import type { ChecklistPublished } from '../../src/backend/types/ChecklistPublished'
import type { FindingView } from '../../src/backend/shapes'
import type { FindingRow } from '../../src/backend/types/FindingRow'
import type { HonestInterval } from '../../src/backend/types/HonestInterval'
import type { Person } from '../../src/backend/types/Person'
import type { PhotoRow } from '../../src/backend/types/PhotoRow'
import type { SiteRow } from '../../src/backend/types/SiteRow'
import type { UnitRow } from '../../src/backend/types/UnitRow'
import cold from '../../../assets/checklists/cold-counter.json'

export const now = Date.now()
export const minutes = (n: number) => now - n * 60_000
export const when = (ms: number): HonestInterval => ({
  earliest: ms - 1000,
  latest: null,
  claimed: ms,
})
const two = (zh: string, en: string) => ({ zh, en })

export const people: Person[] = [
  { id: 'u1', name: '陈立', phone: '13800000001' },
  { id: 'u2', name: '王敏', phone: '13800000002' },
  { id: 'u3', name: '赵海涛' },
]
const unit = (id: string, zh: string, en: string, kind: UnitRow['kind']): UnitRow => ({
  id,
  name: two(zh, en),
  kind,
})
export const territories = [
  unit('t1', '江厦街道', 'Jiangxia subdistrict', 'township'),
  unit('t2', '白鹤街道', 'Baihe subdistrict', 'township'),
]
export const departments = [
  unit('d1', '市场监管局', 'Market regulation', 'department'),
  unit('d2', '商务局', 'Commerce', 'department'),
  unit('d3', '邮政管理局', 'Postal administration', 'department'),
]
const site = (
  id: string,
  name: string,
  kind: SiteRow['kind'],
  address: string,
  last_check?: number,
): SiteRow => ({
  ...(last_check ? { last_check } : {}),
  id,
  name,
  kind,
  address,
  territory: 't1',
  territory_name: territories[0]!.name,
})
export const sites = [
  site('s1', '三江超市东门店', 'supermarket', '东门路18号一层', minutes(20)),
  site('s2', '四季农产品综合市场水果区', 'food_market', '百丈东路220号', minutes(60 * 24 * 9)),
  site('s3', '南站快递网点', 'courier_depot', '甬水桥路5号后院'),
]
export const checklist = limited(cold as unknown as ChecklistPublished)

/** With a choice that is a problem and a number with a limit, whatever the sample has. */
function limited(list: ChecklistPublished): ChecklistPublished {
  const copy: ChecklistPublished = JSON.parse(JSON.stringify(list))
  for (const { id, kind } of copy.groups.flatMap((g) => g.items)) {
    if (typeof kind !== 'object') continue
    if (id === 'temp' && 'number' in kind) kind.number.at_most = -180
    if (id === 'channel' && 'single' in kind)
      for (const c of kind.single) if (c.id === 'not_clear') c.problem = true
  }
  return copy
}
export const outing = {
  id: 'o1',
  campaign: two('进口冷链食品专题监督', 'Imported cold-chain food'),
  team: two('第三监督小组', 'Team 3'),
  team_id: 'g1',
  started: when(minutes(130)),
  ended: false,
  present: people.slice(0, 2),
  team_members: people,
  guests: [{ body: '市场监管局', name: '周工' }],
  checks: 2,
}
export const photo = (id: string, part: Partial<PhotoRow> = {}): PhotoRow => ({
  id,
  by: people[0]!,
  when: when(minutes(42)),
  width_px: 800,
  height_px: 600,
  media_type: 'image/jpeg',
  sha256: '00',
  size: 3_200_000,
  has_preview: true,
  thumbnail_here: true,
  preview_here: true,
  original_here: true,
  place: 'at_central',
  ...part,
})
const spot = (x: number, y: number) => ({ x, y })
const marks = [
  { arrow: { from: spot(2200, 7200), to: spot(4600, 5200) } },
  { box: { from: spot(4700, 3600), to: spot(7200, 5600) } },
  { text: { at: spot(2000, 8200), text: '温度计 -9℃' } },
  { blur: { from: spot(7600, 800), to: spot(9200, 2600) } },
]
export const answers = new Map<string, Answer>([['permit', { value: 'met', photos: [] }]])

const row = (id: string, s: SiteRow, text: string, part: Partial<FindingRow> = {}): FindingRow => ({
  id,
  check: 'c2',
  site: s.name,
  site_id: s.id,
  text,
  severity: 'ordinary',
  key: false,
  standing: 'to_be_judged',
  judging: false,
  rectification: { by: '2026-12-01' },
  photos: [`${id}-p1`],
  photos_after: [],
  by: people[1]!,
  at: minutes(55),
  version: 'v1',
  looked_at: false,
  changing: false,
  draft: false,
  delivery: { place: 'at_central', delivered: 4, total: 4 },
  ...part,
})
export const findingRows: FindingRow[] = [
  row('f1', sites[0]!, '冷柜内6盒进口车厘子没有消毒证明，当班人员说不清来源。', {
    severity: 'grave',
    key: true,
    photos: ['f1-p1', 'f1-p2'],
  }),
  row('f2', sites[0]!, '冷柜温度显示零下9度，未达到零下18度。', {
    severity: 'serious',
    rectification: 'on_the_spot',
    photos_after: ['f2-a1'],
  }),
  row('f3', sites[1]!, '消毒记录从3月10日起空白。', { standing: 'changed_since' }),
  row('f4', sites[2]!, '外包装未消毒即上架分拣。', { severity: 'serious', photos: [] }),
  row('f5', sites[2]!, '分拣员未戴手套，口罩挂在下巴上。', {
    photos: ['f5-p1', 'f5-p2', 'f5-p3', 'f5-p4'],
  }),
  row('f6', sites[2]!, '进口邮件与国内邮件混放，没有分区标识。', {
    photos: ['f6-gone', 'f6-small'],
  }),
  row('f7', sites[1]!, '当日扫码登记只有4人，现场顾客约30人。', {
    photos: [],
    severity: 'serious',
  }),
  ...Array.from({ length: 9 }, (_, n) =>
    row(`g${n}`, sites[n < 4 ? 1 : 0]!, `第${n + 1}号摊位的进货票据与货物批次对不上。`, {
      looked_at: n < 5,
      at: minutes(70 + n),
    }),
  ),
]
export const returnedRow = row('f9', sites[1]!, '进货台账缺最近三天的记录，负责人表示正在补。', {
  standing: 'returned',
  severity: 'serious',
  by: people[0]!,
})

export function findingView(r: FindingRow): FindingView {
  const content = {
    category: 'goods' as const,
    text: r.text,
    severity: r.severity,
    key: r.key,
    rectification: r.rectification,
    photos: r.photos,
    photos_after: r.photos_after,
    department: 'd1',
    territory: 't1',
    explanation: '店长：昨天刚到货，证明在总部，下午送来。',
  }
  const early = { ...content, text: '消毒记录不全。', severity: 'ordinary' as const }
  const changed = r.standing === 'changed_since'
  const judged = changed || r.standing === 'returned'
  return {
    row: r,
    revision: ['e1'],
    version: 'v1',
    content,
    approved: content,
    revisions: [
      ...(changed ? [{ by: r.by, when: when(minutes(300)), content: early, version: 'v0' }] : []),
      { by: r.by, when: when(changed ? minutes(50) : minutes(320)), content, version: 'v1' },
    ],
    judgements: judged
      ? [
          {
            by: people[2]!,
            when: when(minutes(200)),
            ruling: changed
              ? 'approved'
              : {
                  returned: {
                    reasons: ['no_wide_shot', 'unclear_facts'],
                    words: '请补一张台账全页。',
                  },
                },
            version: changed ? 'v0' : 'v1',
            covers: !changed,
          },
        ]
      : [],
    demands:
      r.id === 'f2' || r.standing === 'returned'
        ? [
            {
              id: 'd1',
              code: 'K7X4',
              by: people[2]!,
              when: when(minutes(30)),
              answered: r.id === 'f2',
            },
          ]
        : [],
    photos: [...r.photos, ...r.photos_after].map((p, n) =>
      photo(p, {
        ...(n === 1 ? { original_here: false, place: 'waiting' as const } : {}),
        ...(p === 'f2-p1' ? { marks } : {}),
        ...(/gone|small/.test(p)
          ? { thumbnail_here: p.includes('small'), preview_here: false, original_here: false }
          : {}),
      }),
    ),
    check: checkRow('c2', r.site),
    site: sites.find((s) => s.id === r.site_id) ?? sites[0]!,
    item: checklist.groups[0]!.items[0]!.question,
    department_name: departments[0]!.name,
    territory_name: territories[0]!.name,
    departments,
    territories,
    history:
      r.id === 'f1'
        ? [{ ...row('h1', sites[0]!, '去年同一冷柜温度超标。'), standing: 'approved' as const }]
        : [],
    similar:
      r.id === 'f2'
        ? [
            {
              ...row('h2', sites[0]!, '冷柜温度显示零下11度，未达到零下18度。'),
              standing: 'approved' as const,
              at: minutes(60 * 24 * 9),
            },
          ]
        : [],
    submitted: when(minutes(40)),
    may_amend: r.standing === 'returned',
    read_only: false,
    ...(r.id === 'f4' ? { may_not_judge: 'own_finding' as const } : {}),
  }
}

export function checkRow(id: string, name: string, n = 0) {
  return {
    id,
    site: name,
    site_kind: 'supermarket' as const,
    kind: 'open' as const,
    began_at: minutes(60 + n * 700),
    findings: n % 3,
    returned: n === 1 ? 1 : 0,
    answered: 7,
    items: 12,
    delivery: {
      place: (['draft', 'waiting', 'sending', 'at_central', 'not_accepted'] as const)[n % 5]!,
      delivered: 3,
      total: 12,
    },
    cursor: `k${n}`,
    ...(n ? { outcome: n % 2 ? ('findings' as const) : ('nothing_found' as const) } : {}),
  }
}

/** Two orders that nobody has opened. */
export const sealed = ['QX4TZ2', 'B7MN5K'].map((name, n) => ({
  id: `z${n}`,
  name,
  due: new Date().toISOString().slice(0, 10),
  team: outing.team,
  tries: 0,
}))

/** Two earlier photos that a finding's photos look like copies of. */
export function reused(finding: string): ReusedRow[] {
  const f = findingRows.find((row) => row.id === finding)
  const [photo] = [...(f?.photos_after ?? []), ...(f?.photos ?? [])]
  if (!photo) return []
  const earlier = { photo, check: 'c2', site: sites[0]!.name, taken: minutes(-4000) }
  return [
    { ...earlier, earlier: 'f1-p1', exact: true },
    { ...earlier, earlier: 'f1-p2', exact: false },
  ]
}

export function access(lead: boolean) {
  const team = (id: string, zh: string, en: string) => ({
    id,
    name: { zh, en },
    unit: { zh: '望汐区', en: 'Wangxi' },
  })
  const given = {
    access: 'a1',
    to: { team: 'g2' },
    name: { zh: '望汐区监督一组', en: 'Wangxi team 1' },
    until: '2026-12-18',
    by: people[2]!,
    when: when(minutes(90)),
    ended: false,
  }
  return {
    outing: 'o1',
    may_give: lead,
    given: lead ? [given] : [],
    teams: [
      team('g2', '望汐区监督一组', 'Wangxi team 1'),
      team('g3', '望汐区监督二组', 'Wangxi team 2'),
    ],
    days: ['2026-11-26', '2027-02-26'] as [string, string],
  }
}
