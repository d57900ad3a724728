// Looks for text that is cut or spills: node tests/browser/pseudo.mjs [--sizes 390x844,…] [--text 100,200] [--only NAME] [--out DIR]
// The interface speaks a pseudo-language (English with accents, longer by a third, between ⟦ ⟧;
// ui/tests/fake/pseudo.ts) over the fake backend. Only the catalogue's words are judged: they carry
// the marks, the data's own words do not. Needs `npm ci` in ui/ and here; serves the pages itself.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import * as places from "./lib/places.mjs";
import { settled } from "./lib/screens.mjs";

const { values } = parseArgs({
  options: {
    sizes: { type: "string", default: "390x844,1180x820" },
    text: { type: "string", default: "100,200" },
    only: { type: "string", default: "" },
    out: { type: "string", default: "" },
  },
});

const tap = (testid) => async (page) => {
  await page
    .locator(`[data-testid="${testid}"]`)
    .filter({ visible: true })
    .first()
    .click();
};
const press = (key) => (page) => page.keyboard.press(key);
/** Name, whose interface, path, and what is done there before looking. */
const screens = [
  ["enrol", "new", "/enrol"],
  ["today", "inspector", "/today"],
  ["free", "inspector", "/today/free"],
  ["check", "inspector", "/check/c1"],
  ["submit", "inspector", "/check/c1", tap("check-submit")],
  ["finding", "inspector", "/finding/f9"],
  ["mine", "inspector", "/mine"],
  ["sync", "inspector", "/sync"],
  ["me", "inspector", "/me"],
  ["licences", "inspector", "/me/licences"],
  ["queue", "lead", "/queue"],
  ["queue-several", "lead", "/queue", tap("several")],
  ["queue-keys", "lead", "/queue", press("?")],
  ["judge", "lead", "/queue", tap("queue-row")],
  [
    "return",
    "lead",
    "/queue",
    async (page) => {
      await tap("queue-row")(page);
      await tap("judge-return")(page);
    },
  ],
  [
    "edit",
    "lead",
    "/queue",
    async (page) => {
      await tap("queue-row")(page);
      await tap("judge-edit")(page);
    },
  ],
  [
    "outcome",
    "lead",
    "/queue",
    async (page) => {
      await tap("several")(page);
      await tap("several-all")(page);
      await tap("several-approve")(page);
    },
  ],
  ["team", "lead", "/team"],
  ["circulars", "lead", "/circulars"],
  ["issue", "lead", "/circulars", tap("circular-issue")],
  ["figures", "lead", "/figures"],
];

const vite = createRequire(join(places.root, "ui", "package.json")).resolve(
  "vite",
);
const { createServer } = await import(pathToFileURL(vite));
const server = await createServer({
  root: join(places.root, "ui"),
  configFile: join(places.root, "ui", "vite.config.ts"),
  logLevel: "error",
  // A port that is free, and no reload while somebody edits a file.
  server: { port: 0, strictPort: false, hmr: false, watch: null },
});
await server.listen();
const address = server.resolvedUrls.local[0];
const browser = await chromium.launch({
  executablePath: places.chromium,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
  ],
});
let faults = 0;
let looked = 0;
for (const size of values.sizes.split(",")) {
  const [width, height] = size.split("x").map(Number);
  const context = await browser.newContext({
    viewport: { width, height },
    hasTouch: width < 700,
    reducedMotion: "reduce",
  });
  for (const text of values.text.split(",")) {
    for (const [name, who, path, act] of screens) {
      if (!name.includes(values.only)) continue;
      const page = await context.newPage();
      const wrong = [];
      page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
      try {
        await page.goto(`${address}?fake=${who}&lang=xx&size=${text}#${path}`);
        // The first page waits until everything is compiled.
        await page
          .locator("h1")
          .first()
          .waitFor({ state: "attached", timeout: 30_000 });
        await settled(page, { pictures: false });
        if (act) {
          await act(page);
          await settled(page, { pictures: false });
        }
        // What is folded has to fit as well.
        await page.evaluate(() => {
          for (const each of document.querySelectorAll("details"))
            each.open = true;
        });
        wrong.push(...(await page.evaluate(cut)));
        looked++;
      } catch (error) {
        wrong.push(error.message.split("\n")[0]);
      }
      for (const line of wrong)
        console.log(`✗ ${name} ${size} ${text} %: ${line}`);
      faults += wrong.length;
      if (values.out) {
        mkdirSync(values.out, { recursive: true });
        await page.screenshot({
          path: join(values.out, `${name}-${size}-${text}.png`),
        });
      }
      await page.close();
    }
  }
  await context.close();
}
await browser.close();
await server.close();
console.log(`${looked} passed, ${faults} failed`);
process.exit(faults ? 1 : 0);

/** In the page: the catalogue's words that do not fit where they stand. */
function cut() {
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const popups = [...document.querySelectorAll(".van-popup")].filter(
    (p) => p.offsetHeight,
  );
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.data.includes("⟦") && !node.data.includes("⟧")) continue;
    if (
      !element ||
      !element.getClientRects().length ||
      element.closest(".unseen, option")
    )
      continue;
    // What lies below an open sheet is looked at without it.
    if (popups.length && !popups.some((p) => p.contains(element))) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const text = range.getBoundingClientRect();
    const name = `“${node.data.trim().slice(0, 40)}”`;
    if (element.clientWidth && element.scrollWidth > element.clientWidth + 1)
      found.add(`${name} is wider than its element`);
    // Next to something that does not give way, words stand one letter below the other.
    const letter = Number.parseFloat(getComputedStyle(element).fontSize);
    if (text.width < 3 * letter && text.height > 6 * letter)
      found.add(`${name} is squeezed`);
    // A row of filters that is drawn sideways is not cut.
    if (inRow(element)) continue;
    if (text.left < -1 || text.right > innerWidth + 1)
      found.add(`${name} leaves the window`);
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      const box = at.getBoundingClientRect();
      const bounds =
        style.overflowX !== "visible" ||
        at.matches("button, .btn, .card, .label, .tab");
      if (bounds && (text.left < box.left - 1 || text.right > box.right + 1))
        found.add(
          `${name} spills sideways out of ${at.tagName.toLowerCase()}.${at.className}`,
        );
      const holds =
        style.overflowY === "hidden" ||
        at.matches("button, .btn, .label, .tab");
      if (holds && (text.top < box.top - 1 || text.bottom > box.bottom + 1))
        found.add(
          `${name} is cut below in ${at.tagName.toLowerCase()}.${at.className}`,
        );
      // Beyond here one can scroll.
      if (/auto|scroll/.test(style.overflowY)) break;
    }
  }
  return [...found];

  function inRow(at) {
    if (!at || at === document.body) return false;
    if (
      /auto|scroll/.test(getComputedStyle(at).overflowX) &&
      at.scrollWidth > at.clientWidth + 1
    )
      return (
        getComputedStyle(at).overflowY === "hidden" ||
        at.scrollHeight <= at.clientHeight + 1
      );
    return inRow(at.parentElement);
  }
}
