// Only the styles that are used, file by file: Vant's own bundles pull in its icon font, which
// comes from a foreign address.
import 'vant/es/style/base.css'
import 'vant/es/overlay/index.css'
import 'vant/es/popup/index.css'
import 'vant/es/button/index.css'
import 'vant/es/dialog/index.css'
import 'vant/es/loading/index.css'
import 'vant/es/toast/index.css'
import 'vant/es/swipe/index.css'
import 'vant/es/swipe-item/index.css'
import 'vant/es/image/index.css'
