/** 退出和交还 */
export const leavingZh = {
  title: '退出并清空本机',
  lead: '交给别人用，或不再用这台设备，先在这里核对。全部送达后才能清空。',
  ready: '可以退出，没有遗漏',
  ready_what: '这台设备上的 {events} 条记录、{photos} 张照片原件都已在中心。',
  not_ready: '还不能退出',
  missing:
    '有 {n} 个照片文件在本机读不出来，中心也没有收到。现在清空，就再也找不回来；请先联系技术人员。',
  unsent: '没送达的',
  unsent_hint: '联网后自动发送；也可以现在就试。',
  unfinished: '没写完的',
  unfinished_hint: '打开检查，记录或删除草稿。',
  drafts: '{n} 处草稿',
  open: '没有提交的检查',
  open_hint: '其中的记录已在中心，但没有提交就不计入数字。',
  why: '之后',
  handed_over: '交给别人用',
  logged_out: '不再使用',
  go: '退出并清空',
  ask: '你在本机的全部内容将被清除，不能撤销。记录都在中心。',
  going: '正在向中心核对，核对无误即清空…',
  no_answer: '没有联系上中心，什么都没有清除。请在有网络的地方再试。',
}
