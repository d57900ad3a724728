// What the fake engine says on an inspector's way: wordings, look-alikes, the brief, full disks.
import type { FindingRow } from '../../src/backend/types/FindingRow'
import type { Query } from '../../src/backend/types/Query'
import type { SiteRow } from '../../src/backend/types/SiteRow'
import * as city from './data'

const phrases = [
  '在售进口车厘子不能出示对应批次的消毒证明。',
  '当班人员说不清货物来源，称“老板知道”。',
  '证明与实物批次不一致，外包装日期被遮盖。',
]

export function visit(asked: URLSearchParams) {
  let imports = 0
  return {
    ask(query: Query): unknown {
      switch (query.get) {
        case 'phrases':
          return { phrases: asked.has('new') ? [] : phrases }
        case 'similar_sites': {
          const like = (s: SiteRow) => [...query.name].filter((c) => s.name.includes(c)).length >= 2
          return { sites: query.name.length < 2 ? [] : city.sites.filter(like) }
        }
        case 'earlier_findings':
          return { findings: asked.has('earlier') ? city.findingRows.slice(0, 2) : [], more: false }
        case 'reused_photos':
          return { rows: asked.has('reused') ? city.reused(query.finding) : [] }
        case 'brief':
          return query.language === 'en'
            ? { allowed: !asked.has('nobrief'), text: english }
            : { allowed: !asked.has('nobrief'), text: chinese }
        default:
          return null
      }
    },
    /** `?full`: every third photo meets a full disk. */
    takesIn(file: File): void {
      if (file.size < 10) throw { code: 'photo_truncated', message: '' }
      imports += 1
      if (asked.has('full') && imports % 3 === 0) throw { code: 'disk_full', message: '' }
    },
    /** `?slow`: importing takes its time. */
    importing_ms: asked.has('slow') ? 1500 : 30,
    similar: (text: string): FindingRow[] =>
      text.includes('消毒') ? city.findingRows.slice(0, 2) : [],
  }
}

const chinese = `【三江超市东门店】
2026年3月16日 14:05 明察 · 第三监督小组
检查人员：陈立、王敏
结论：发现问题1个
1. ★（较重）冷柜内6盒进口车厘子没有消毒证明。
   限期整改至3月18日；未审核
（演示数据）`
const english = `[三江超市东门店]
16 March 2026 14:05 open · Team 3
Inspectors: 陈立, 王敏
Outcome: findings: 1
1. ★(serious) 冷柜内6盒进口车厘子没有消毒证明。
   to be put right by 2026-03-18; not judged yet
(demonstration data)`
