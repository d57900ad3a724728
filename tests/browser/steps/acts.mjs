// What people do in more than one play.
import { until } from '../lib/until.mjs'

const devices = { lin: '林晓舟的手机', zhou: '周雨禾的手机', chen: '陈立衡的平板', 'chen-desk': '陈立衡的电脑' }

/** Connects a device with central; gives the person's name. `shot`: a picture of the filled form. */
export async function enrol(w, device, { shot = false } = {}) {
  await w.open(device)
  await device.see('enrol-address')
  await device.type('enrol-address', w.central.address)
  await device.type('enrol-code', w.central.enrolmentCode(device.who.split('-')[0]))
  await device.type('enrol-label', devices[device.who])
  if (shot) await w.shot(device, 'code')
  await device.tap('enrol-go')
  await device.missing('enrol-go')
  if (w.language !== 'zh') {
    await device.execute({ do: 'change_setting', setting: { language: w.language } })
  }
  const start = await device.query({ get: 'start' })
  return start.me.person.name
}

/** The finding whose form is open. */
export async function idOf(device) {
  const path = await until(`${device.who} writes a finding`, async () => {
    const now = await device.path()
    return now.startsWith('/finding/') && now
  })
  await device.see('finding-record')
  return path.split('/')[2]
}

/** Records the finding whose form is open. */
export async function record(device) {
  await device.tap('finding-record')
  await device.missing('finding-page')
}
