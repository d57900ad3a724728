/** 给其他队查看，现拍，同一角度 */
export const accessZh = {
  give: '给其他队查看',
  title: '给其他队查看',
  lead: '选一个队和截止日期。到期后自动收回，对方设备上的内容一并删除；对方自己做的记录不受影响。',
  team: '监督小组',
  search: '找监督小组',
  none: '没有叫这个名字的小组。',
  until: '截止日期（含当日）',
  go: '给查看',
  to: '{name} 可查看至{day}',
  was: '{name} 曾可查看',
  end: '收回',
  end_ask: '收回后，{name}不能再看到这次检查。',
  shown: '给本队查看的检查',
  shown_until: '可查看至{day}',
  joint: '联合督查组，只为“{name}”出动。',
}
export const freshZh = {
  demand: '要求现拍，照片里要有一次性码',
  demand_hint: '会生成4位码。检查人员把码写在纸上放进画面，照片就不可能是早先拍的。',
  note: '组长要求现拍：把 {code} 写在纸上，放进画面再拍。',
  asked: '{name} {when}提出',
  answered: '已按 {code} 补拍',
  camera: '画面里要有 {code}',
  look_for: '这张按要求现拍，画面里应有 {code}（{when}提出）',
  open: '已要求现拍 {code}，还没有补拍',
}
export const ghostZh = {
  show: '叠加整改前',
  hide: '不叠加',
  hint: '对准整改前照片的角度',
  beside: '整改前照片，请从同一角度拍',
  strength: '叠加深浅',
}
