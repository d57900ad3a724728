/** 扫码 */
export const scanZh = {
  go: '扫码',
  title: '扫二维码',
  aim: '把二维码放进画面，读到后自动继续。',
  pick_hint: '也可以选一张有二维码的照片。',
  pick: '从照片读取',
}
