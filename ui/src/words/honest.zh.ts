/** 核定时间 */
export const honestZh = {
  at: '开始时间经中心核定：{at}。',
  between: '开始时间经中心核定：{from} 至 {to}之间。',
  before: '开始时间经中心核定：不晚于 {to}。',
  by_device: '开始时间 {at} 是设备时间，送达后由中心核定。',
  wrong: '设备时间不准，显示为 {at}。',
  gps: '照片的卫星定位时间：{at}。',
}
