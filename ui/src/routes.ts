import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'

/** `tab`: the page is behind a tab, so the tab bar is shown. */
const routes: RouteRecordRaw[] = [
  { path: '/', component: { render: () => null } },
  { path: '/enrol', component: () => import('./enrol/EnrolPage.vue') },
  { path: '/today', component: () => import('./today/TodayPage.vue'), meta: { tab: true } },
  { path: '/today/free', component: () => import('./today/FreeCheckPage.vue') },
  { path: '/mine', component: () => import('./mine/MinePage.vue'), meta: { tab: true } },
  { path: '/sync', component: () => import('./sync/SyncPage.vue'), meta: { tab: true } },
  { path: '/me', component: () => import('./me/MePage.vue'), meta: { tab: true } },
  { path: '/me/licences', component: () => import('./me/LicencesPage.vue') },
  { path: '/me/leave', component: () => import('./me/LeavingPage.vue') },
  { path: '/people', component: () => import('./people/PeoplePage.vue') },
  { path: '/me/lock', component: () => import('./lock/LockPage.vue') },
  { path: '/queue', component: () => import('./queue/QueuePage.vue'), meta: { tab: true } },
  { path: '/team', component: () => import('./team/TeamPage.vue'), meta: { tab: true } },
  { path: '/circulars', component: () => import('./circular/CircularsPage.vue') },
  { path: '/figures', component: () => import('./figures/FiguresPage.vue'), meta: { tab: true } },
  { path: '/figures/:figure', component: () => import('./figures/RecordsPage.vue') },
  { path: '/check/:check', component: () => import('./check/CheckPage.vue') },
  { path: '/check/:check/camera', component: () => import('./camera/CameraPage.vue') },
  { path: '/check/:check/photos', component: () => import('./check/PhotosPage.vue') },
  { path: '/finding/:finding', component: () => import('./finding/FindingPage.vue') },
  { path: '/suggestion/:suggestion', component: () => import('./finding/SuggestionPage.vue') },
  { path: '/:rest(.*)', redirect: '/' },
]

export const router = createRouter({ history: createWebHashHistory(), routes })
