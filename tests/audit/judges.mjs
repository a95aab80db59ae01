// What every page is held against, whoever leads there: it fits (320 and 360 pixels, too), axe finds nothing, it weighs what it may, nothing is said in the other language, the Nu HTML checker and Lighthouse agree. Pictures
// of each page in 360, 768 and 1280, light and dark, are kept.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import lighthouse from 'lighthouse';
import { accessible, check, fits, phone, shot, DEBUG_PORT, SHOP } from '../browser/browser.mjs';

const OUT = 'build/audit';
// The themes differ in colours alone: dark is judged where the page is narrowest, elsewhere its picture is enough.
const VIEWS = [[320, 'light', ''], [360, 'light', 'axe'], [360, 'dark', 'axe'], [768, 'light', ''], [768, 'dark', ''], [1280, 'light', 'axe'], [1280, 'dark', '']];
const TABS = 2;
const PAPER = /\/print\/|\/nota$/;	// as wide as the paper is
const KIB = 1024, SHOP_MOST = 40 * KIB, PANEL_MOST = 90 * KIB, PICTURE_MOST = 40 * KIB, LITE_MOST = 15000;	// experience.md, rule 3
const bodies = new Map();	// file name -> address, for the Nu checker
const spent = new Map();

async function timed(what, steps) {
	const start = performance.now();
	const result = await steps();
	spent.set(what, (spent.get(what) || 0) + performance.now() - start);
	return result;
}

export function times() {
	console.log('    seconds: ' + [...spent].map(([what, ms]) => `${what} ${(ms / 1000).toFixed(0)}`).join(', ') + ` (in ${TABS} tabs)`);
	spent.clear();
}

// --- Texts: what templates and messages say in one language may not stand in a page of the other.

const texts = { id: new Set(), en: new Set() };	// what a page of that language must not say

(function read() {
	const po = readFileSync('templates/text/id.po', 'utf8').replace(/"\n"/g, '');
	for (const [, en, id] of po.matchAll(/^msgid "(.+)"\nmsgstr "(.+)"$/gm)) {
		const [a, b] = [en, id].map((s) => s.replace(/\\n/g, ' ').replace(/\\"/g, '"').trim());
		// Names, numbers, texts with fields and single words, which can be anybody's, tell nothing.
		if (/[{%]/.test(a + b) || !/ /.test(a) || a.length < 8) continue;
		texts.id.add(a);
		texts.en.add(b);
	}
	for (const t of texts.id) if (texts.en.delete(t)) texts.id.delete(t);
})();

const plain = (s) => s.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#0?39;/g, "'").replace(/&amp;/g, '&').replace(/\s+/g, ' ').trim();

function speaks(html, path) {
	const lang = (/<html\b[^>]*\slang="?(\w+)/.exec(html) || [])[1];
	const bare = html.replace(/<(script|style|textarea|svg)\b[\s\S]*?<\/\1>/g, '').replace(/<(\w+)\b[^>]*\slang="?\w+[^>]*>[\s\S]*?<\/\1>/g, (all, tag) => (tag === 'html' ? all : ''));
	const said = [...bare.matchAll(/>([^<>]+)</g), ...bare.matchAll(/\s(?:aria-label|placeholder|title|alt)="([^"]+)"/g)].map((m) => plain(m[1]));
	const wrong = said.filter((s) => texts[lang]?.has(s));
	check(`${path} has no language`, lang === 'id' || lang === 'en');
	check(`${path} says in the other language: ${[...new Set(wrong)].join(' | ')}`, wrong.length === 0);
	const ids = said.filter((s) => /^\[\[|\]\]$|^\{\{/.test(s) && !s.includes('[[teks]]'));
	check(`${path} shows marks of a template: ${ids.join(' | ')}`, ids.length === 0);
}

// The Nu checker falls over text fields that begin with a number of more than nine digits (it tries them as a month).
export function keep(path, html) {
	html = html.replace(/(<input\b[^>]*?\svalue=")\d{9,}/g, '$1x');
	const file = `${process.pid}-${String(bodies.size + 1).padStart(3, '0')}.html`;
	mkdirSync(`${OUT}/pages`, { recursive: true });
	writeFileSync(`${OUT}/pages/${file}`, html);
	bodies.set(file, path);
}

// --- One page in all its views.

const packed = new Map();	// what static files weigh on the wire

// Sheets and scripts are the same for all pages; the page itself is weighed each time.
async function weigh(page, path, html, files) {
	let sum = gzipSync(html, { level: 5 }).length;
	for (const url of files) {
		if (!packed.has(url)) packed.set(url, gzipSync(await (await page.request.get(url)).body(), { level: 9 }).length);
		sum += packed.get(url);
	}
	const most = path.startsWith('/admin') ? PANEL_MOST : SHOP_MOST;
	check(`${path} weighs ${sum} bytes without pictures, at most ${most} wanted`, sum <= most);
	if (path.startsWith('/admin') || PAPER.test(path)) return sum;
	const src = await page.evaluate(() => [...document.images].find((x) => x.getBoundingClientRect().width > 100)?.currentSrc);
	if (!src || src.startsWith('data:')) return sum;
	if (!packed.has(src)) packed.set(src, (await (await page.request.get(src)).body()).length);
	check(`${path}: the first picture ${src} has ${packed.get(src)} bytes`, packed.get(src) <= PICTURE_MOST);
	return sum;
}

// What somebody gets who saves data: words alone. Pages about one person are whole.
async function lite(page, path) {
	const answer = await page.request.get(SHOP + path, { headers: { 'Save-Data': 'on' } });
	const html = await answer.text();
	if (!/class="lite"/.test(html)) return;
	let sum = gzipSync(html, { level: 5 }).length;
	for (const [, href] of html.matchAll(/<link\b[^>]*rel="?stylesheet"?[^>]*href="([^"]+)"/g)) {
		const url = new URL(href, SHOP).href;
		if (!packed.has(url)) packed.set(url, gzipSync(await (await page.request.get(url)).body(), { level: 9 }).length);
		sum += packed.get(url);
	}
	check(`${path} weighs ${sum} bytes for who saves data, at most ${LITE_MOST} wanted`, sum <= LITE_MOST);
}

async function lookAtOne(page, path, tag, faults) {
	const where = `${tag}${path}`;
	const attempt = async (what, steps) => {
		try {
			return await timed(what, steps);
		} catch (e) {
			faults.push(e.message);
			return null;
		}
	};
	const files = new Set();
	const take = (r) => { if (['stylesheet', 'script'].includes(r.resourceType())) files.add(r.url()); };
	await page.setViewportSize({ width: 360, height: 640 });
	await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
	page.on('request', take);
	const html = await attempt('opening', async () => (await page.goto(SHOP + path)).text());
	page.off('request', take);
	if (html === null) return;
	await attempt('weighing', () => weigh(page, path, html, files));
	if (!path.startsWith('/admin')) await attempt('weighing', () => lite(page, path));
	await attempt('texts', () => speaks(html, path));
	for (const [width, colorScheme, axe] of VIEWS) {
		const view = `${width} ${colorScheme} ${where}`;
		await page.setViewportSize({ width, height: width < 700 ? 640 : 860 });
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		if (!PAPER.test(path)) await attempt('widths', () => fits(page, view));
		if (axe) await attempt('axe', () => accessible(page, view));
		if (width > 320) await attempt('pictures', () => shot(page, view.replace(/[^a-z0-9]+/gi, '-').slice(0, 150)));
	}
}

// jobs: [{ who, path }], looked at in all views, each by the one whose page it is. states: who -> cookies.
export async function lookAt(jobs, states, tag = '') {
	const faults = [], queue = [...jobs];
	await Promise.all(Array.from({ length: TABS }, async () => {
		const pages = {};
		for (let job = queue.shift(); job; job = queue.shift()) {
			const page = pages[job.who] ??= await phone({ state: states[job.who] });
			await lookAtOne(page, job.path, tag, faults);
			for (const fault of page.faults.splice(0)) faults.push(`${tag}${job.path}: ${fault}`);
		}
		for (const page of Object.values(pages)) await page.context().close();
	}));
	check(faults.join('\n'), faults.length === 0);
}

export function nu() {
	const jar = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar');
	const { stdout, stderr, error } = spawnSync('java', ['-jar', jar, '--format', 'gnu', '--stdout', '--exit-zero-always', ...[...bodies.keys()].map((f) => `${OUT}/pages/${f}`)], { encoding: 'utf8', maxBuffer: 1 << 28 });
	check(`the checker did not run: ${error}`, !error);
	check(`the checker fell over: ${stderr}`, !/Exception/.test(stderr));
	const found = new Map();
	for (const line of stdout.split('\n')) {
		const [, file, text] = /^"[^"]*\/([\d-]+\.html)":[\d.-]+: (error.*)$/.exec(line) || [];
		if (file) found.set(text, [...(found.get(text) || []), bodies.get(file)]);
	}
	check([...found].map(([text, at]) => `${text} at ${at.slice(0, 3).join(' ')}${at.length > 3 ? ` and ${at.length - 3} more` : ''}`).join('\n'), found.size === 0);
}

const TRIES = 3;

// What Lighthouse finds below 100, performance aside: that is printed. state: cookies of who looks. Where it could not judge (a trace that broke off), it is asked again.
export async function judge(path, categories, state, tag = '') {
	const headers = state ? { Cookie: state.cookies.map((c) => `${c.name}=${c.value}`).join('; ') } : {};
	const ask = () => lighthouse(SHOP + path, { port: DEBUG_PORT, output: 'html', logLevel: 'error', onlyCategories: categories, extraHeaders: headers });
	const unjudged = (r) => Object.values(r.lhr.categories).filter((c) => c.score === null).map((c) => c.id);
	let result = await ask();
	for (let i = 1; i < TRIES && unjudged(result).length; i++) result = await ask();
	const name = tag + (path.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '').slice(0, 100) || 'home');
	mkdirSync(`${OUT}/lighthouse`, { recursive: true });
	writeFileSync(`${OUT}/lighthouse/${name}.html`, result.report);
	const scores = Object.values(result.lhr.categories).map((c) => [c.id, Math.round(c.score * 100)]);
	console.log(`    ${path}: ${scores.map((s) => s.join(' ')).join(', ')}`);
	const low = scores.filter(([id, score]) => id !== 'performance' && score < 100).flatMap(([id]) => result.lhr.categories[id].auditRefs.map((r) => result.lhr.audits[r.id])
		.filter((a) => a.score !== null && a.score < 1 && a.scoreDisplayMode !== 'informative').map((a) => `${id}: ${a.title}`));
	return [...low, ...unjudged(result).filter((id) => id !== 'performance').map((id) => `${id}: not judged`)].map((l) => `${path}: ${l}`);
}
