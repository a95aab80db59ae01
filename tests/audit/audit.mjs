// The judges of `make audit`. A shop with orders in every state is walked from link to link, as a guest in both languages and as the owner; each route that answers a GET has to be met. Every page
// is looked at in 360, 768 and 1280, light and dark: it fits, axe finds nothing, a picture is kept in build/audit/shots. What was answered goes to the Nu HTML checker. Lighthouse judges the pages
// that people come in by, and the owner's daily three: performance is printed, the rest has to be full.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import lighthouse from 'lighthouse';
import { accessible, browser, buy, check, find, fits, journey, login, phone, press, shot, DEBUG_PORT, SHOP } from '../browser/browser.mjs';

const OUT = 'build/audit';
const VIEWS = [[360, 'light'], [360, 'dark'], [768, 'light'], [1280, 'light']];
const PER_ROUTE = 4;	// pages of one route and language that are looked at, each with other query names; two where there is no query
const MACHINE = new Set(['/feed/{file}', '/healthz', '/metrics', '/regions', '/robots.txt', '/sitemap.xml', '/sitemap/{part:int}']);	// answers for programs
// Routes that no link of such a shop leads to, and why.
const EXCUSED = new Map([
	['/admin/login/code', 'asked of those with a second step only'],
	['/admin/proof/{id:int}', 'a photo'],
	['/order/{ref}/proof/{id:int}', 'a photo'],
	['/admin/import/{id:int}', 'comes of a button; the week presses it and looks'],
	['/admin/import/{id:int}/file', 'comes of a button; the week presses it and looks'],
	['/admin/import/{id:int}/refused', 'comes of a button; the week presses it and looks'],
	['/admin/print/paper/{file:int}', 'comes of a button; the week presses it and looks'],
	['/admin/reports/paper/{file:int}', 'comes of a button; the week presses it and looks'],
	['/order/{ref}/paper/{file:int}', 'comes of a button; the week presses it and looks'],
	['/admin/orders/{id:int}/paper/{file:int}', 'comes of a button; the week presses it and looks'],
	['/admin/print/paper/{file:int}/file', 'comes of a button; the week presses it and looks'],
	['/admin/reports/paper/{file:int}/file', 'comes of a button; the week presses it and looks'],
	['/order/{ref}/paper/{file:int}/file', 'comes of a button; the week presses it and looks'],
	['/admin/orders/{id:int}/paper/{file:int}/file', 'comes of a button; the week presses it and looks'],
	['/admin/channels/back', 'comes of the answer of Meta; browser/connect walks it'],
	['/admin/login/channels', 'comes of the answer of Meta; browser/connect walks it'],
	['/admin/channels/connect/{id:int}', 'comes of the answer of Meta; browser/connect walks it'],
	['/admin/posts/{id:int}', 'comes of a button; browser/posts walks it'],
	['/admin/posts/{id:int}/goods', 'comes of a button; browser/posts walks it'],
	['/s/{code}', 'leads on to a page; flow/link follows it'],
	['/admin/spend/file/{id:int}', 'comes of an upload; flow/spend_file walks it'],
	['/admin/zones/file/{id:int}', 'comes of an upload; flow/zone_file walks it'],
	['/admin/zones/file/{id:int}/before', 'comes of an upload; flow/zone_file walks it'],
]);
const PAPER = /\/print\/|\/nota$/;	// as wide as the paper is

const routes = execFileSync('build/etalase', ['list', 'routes'], { encoding: 'utf8' }).trim().split('\n').map((l) => l.split('\t')).filter(([method, path]) => method === 'GET' && !MACHINE.has(path)).map(([, path]) => ({
	path, shape: new RegExp('^' + path.replace(/\{\w+:int\}/g, '\\d+').replace(/\{path\}/g, '.+').replace(/\{\w+\}/g, '[^/]+') + '$'), fixed: !path.includes('{'),
})).sort((a, b) => b.fixed - a.fixed);
const met = new Set();
const bodies = new Map();	// file name -> address, for the Nu checker

function routeOf(path) {
	const bare = path.replace(/^\/en(?=\/|$)/, '') || '/';
	return routes.find((r) => r.shape.test(bare));
}

// The Nu checker falls over text fields that begin with a number of more than nine digits (it tries them as a month).
function keep(url, html) {
	html = html.replace(/(<input\b[^>]*?\svalue=")\d{9,}/g, '$1x');
	const file = `${String(bodies.size + 1).padStart(3, '0')}.html`;
	mkdirSync(`${OUT}/pages`, { recursive: true });
	writeFileSync(`${OUT}/pages/${file}`, html);
	bodies.set(file, url);
}

// From link to link; returns the addresses of the pages to look at.
async function walk(page, from) {
	const queue = [...from], seen = new Set(queue), taken = new Map(), pages = [];
	while (queue.length) {
		const path = queue.shift();
		const url = new URL(path, SHOP);
		const route = routeOf(url.pathname);
		const place = `${url.pathname.startsWith('/en') ? 'en' : 'id'} ${route ? route.path.replace('{paper}', url.pathname.split('/').pop()) : '?'}`;
		const kind = `${place} ${[...url.searchParams.keys()].sort()}`;
		const of = (key) => taken.get(key) || 0;
		if (!from.includes(path) && (of(place) >= PER_ROUTE || of(kind) >= (url.search ? 1 : 2))) continue;
		taken.set(place, of(place) + 1).set(kind, of(kind) + 1);
		const answer = await page.request.get(url.href);
		check(`${path} answers ${answer.status()}`, answer.ok());
		if (route) met.add(route.path);
		if (!/^text\/html/.test(answer.headers()['content-type'] || '')) continue;
		const html = await answer.text();
		keep(path, html);
		pages.push(path);
		for (const [, href] of html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)) {
			const to = new URL(href.replace(/&amp;/g, '&'), url);
			const next = to.pathname + to.search;
			if (to.origin !== new URL(SHOP).origin || /^\/(media|static)\//.test(to.pathname) || seen.has(next)) continue;
			seen.add(next);
			queue.push(next);
		}
	}
	return pages;
}

async function lookAt(page, paths) {
	const faults = [];
	for (const [width, colorScheme] of VIEWS) {
		await page.setViewportSize({ width, height: width < 700 ? 640 : 860 });
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		for (const path of paths) {
			const where = `${width} ${colorScheme} ${path}`;
			await page.goto(SHOP + path);
			try {
				if (!PAPER.test(path)) await fits(page, where);
				if (width !== 768) await accessible(page, where);
			} catch (e) {
				faults.push(e.message);
			}
			await shot(page, where.replace(/[^a-z0-9]+/gi, '-'));
		}
	}
	check(faults.concat(page.faults).join('\n'), faults.length + page.faults.length === 0);
}

const pagesOf = { guest: [], owner: [] };
const stateOf = {};	// their cookies

await journey('a shop with an order in every state', async () => {
	const names = ['Bu Yeni', 'Pak Anto', 'Mak Itam', 'Uni Ros', 'Bu Rina Kusumawardhani Binti Haji Sulaiman'];
	for (const name of names) pagesOf.guest.push(await buy(name, name === 'Pak Anto' ? 'cod' : 'transfer'));
	const owner = await phone();
	await login(owner);
	for (const [i, name] of ['Mak Itam', 'Uni Ros', 'Bu Rina'].entries()) {
		await find(owner, name);
		await press(owner, 'Uang sudah masuk');
		if (i > 0) await press(owner, 'Selesai dikemas');
		if (i > 1) await press(owner, 'Sudah dikirim');
	}
	// What the owner begins by a button: words of their own, a leaflet.
	await owner.goto(`${SHOP}/admin/posts/captions`);
	await owner.click('a.btn.p');
	await owner.fill('input[name=name]', 'Pagi');
	await owner.fill('textarea[name=body]', 'Baru digoreng: {nama}, {harga}. {link}');
	await Promise.all([owner.waitForNavigation(), owner.click('.bar button[form=kata]')]);
	await owner.goto(`${SHOP}/admin/prints/new`);
	await owner.locator('input[type=checkbox]').first().check({ force: true });
	await Promise.all([owner.waitForNavigation(), owner.click('main form[method=post] button:not([type=button])')]);
	// A campaign, and what was spent on it.
	await owner.goto(`${SHOP}/admin/campaigns/new`);
	await owner.fill('input[name=name]', 'Lebaran');
	await Promise.all([owner.waitForNavigation(), owner.click('.bar button[form=kampanye]')]);
	await owner.goto(`${SHOP}/admin/spend/new`);
	await owner.fill('input[name=amount]', '100.000');
	await Promise.all([owner.waitForNavigation(), owner.click('.bar button[form=biaya]')]);
	stateOf.owner = await owner.context().storageState();
});

await journey('every page is met', async () => {
	const guest = await phone(), owner = await phone({ state: stateOf.owner });
	await guest.goto(`${SHOP}/product/keripik-bayam-renyah`);
	await Promise.all([guest.waitForNavigation(), guest.click('.buy button[value=cart]')]);
	stateOf.guest = await guest.context().storageState();
	const orders = pagesOf.guest;
	pagesOf.guest = await walk(guest, ['/', '/en/', '/search?q=balado', '/search?q=xyzzy', '/ship-to', ...orders, ...orders.slice(0, 1).map((o) => '/en' + o)]);
	pagesOf.owner = (await walk(owner, ['/admin', '/admin/more', '/admin/reports', '/admin/orders?tab=pack', '/admin/orders?tab=ship', '/admin/login'])).filter((p) => p.startsWith('/admin'));
	const missed = routes.map((r) => r.path).filter((p) => !met.has(p) && !EXCUSED.has(p));
	check(`no link leads to ${missed.join(' ')}`, missed.length === 0);
	console.log(`    ${pagesOf.guest.length} pages of the shop, ${pagesOf.owner.length} of the panel`);
});

await journey('every page in three widths, light and dark', async () => {
	const results = await Promise.allSettled(['guest', 'owner'].map(async (who) => lookAt(await phone({ state: stateOf[who] }), pagesOf[who])));
	const faults = results.filter((r) => r.status === 'rejected').map((r) => r.reason.message);
	check(faults.join('\n'), faults.length === 0);
});

await journey('the Nu checker finds no error', async () => {
	const jar = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar');
	const { stdout, stderr, error } = spawnSync('java', ['-jar', jar, '--format', 'gnu', '--stdout', '--exit-zero-always', ...[...bodies.keys()].map((f) => `${OUT}/pages/${f}`)], { encoding: 'utf8', maxBuffer: 1 << 28 });
	check(`the checker did not run: ${error}`, !error);
	check(`the checker fell over: ${stderr}`, !/Exception/.test(stderr));
	const found = new Map();
	for (const line of stdout.split('\n')) {
		const [, file, text] = /^"[^"]*\/(\d+\.html)":[\d.-]+: (error.*)$/.exec(line) || [];
		if (file) found.set(text, [...(found.get(text) || []), bodies.get(file)]);
	}
	check([...found].map(([text, at]) => `${text} at ${at.slice(0, 3).join(' ')}${at.length > 3 ? ` and ${at.length - 3} more` : ''}`).join('\n'), found.size === 0);
});

// Scores of 0 to 100. SEO where search engines are let in only.
async function judge(path, categories, headers = {}) {
	const result = await lighthouse(SHOP + path, { port: DEBUG_PORT, output: 'html', logLevel: 'error', onlyCategories: categories, extraHeaders: headers });
	const name = path.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '') || 'home';
	mkdirSync(`${OUT}/lighthouse`, { recursive: true });
	writeFileSync(`${OUT}/lighthouse/${name}.html`, result.report);
	const scores = Object.values(result.lhr.categories).map((c) => [c.id, Math.round(c.score * 100)]);
	console.log(`    ${path}: ${scores.map((s) => s.join(' ')).join(', ')}`);
	const low = scores.filter(([id, score]) => id !== 'performance' && score < 100).flatMap(([id]) => result.lhr.categories[id].auditRefs.map((r) => result.lhr.audits[r.id])
		.filter((a) => a.score !== null && a.score < 1 && a.scoreDisplayMode !== 'informative').map((a) => `${id}: ${a.title}`));
	return low.map((l) => `${path}: ${l}`);
}

const cookies = (who) => ({ Cookie: stateOf[who].cookies.map((c) => `${c.name}=${c.value}`).join('; ') });

await journey('Lighthouse: all but performance is 100', async () => {
	const low = [];
	const most = ['performance', 'accessibility', 'best-practices'];
	for (const path of ['/', '/category/keripik-pedas', '/product/keripik-sanjai-balado']) low.push(...await judge(path, [...most, 'seo']));
	for (const path of ['/search?q=balado', '/cart', '/checkout']) low.push(...await judge(path, most, cookies('guest')));
	for (const path of ['/admin', '/admin/orders', '/admin/goods']) low.push(...await judge(path, most, cookies('owner')));
	check(low.join('\n'), low.length === 0);
});

await browser.close();
