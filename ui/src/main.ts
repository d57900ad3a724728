import { createApp } from 'vue'
import App from './App.vue'
import { chooseBackend, type Backend } from './backend/backend'
import './look/vant'
import './look/tokens.css'
import './look/base.css'
import { router } from './routes'
import { words } from './words'

async function transport(): Promise<Backend> {
  if (import.meta.env.DEV && new URLSearchParams(location.search).has('fake')) {
    return (await import('../tests/fake/backend')).fake()
  }
  if ('__TAURI_INTERNALS__' in window) return (await import('./backend/tauri')).tauri()
  return (await import('./backend/bridge')).bridge()
}

void transport().then((backend) => {
  chooseBackend(backend)
  createApp(App).use(words).use(router).mount('#app')
})
