// The judges of `make audit`. A shop with orders in every state is walked from link to link, as a guest in both languages and as the owner; each route that answers a GET has to be met. Every page
// is looked at in all views (judges.mjs), pictures are kept in build/audit/shots. What was answered goes to the Nu HTML checker. Lighthouse judges the pages that people come in by, and the owner's
// daily three: performance is printed, the rest has to be full.
import { execFileSync } from 'node:child_process';
import { browser, buy, check, find, journey, login, phone, press, SHOP } from '../browser/browser.mjs';
import { judge, keep, lookAt, nu, times } from './judges.mjs';

const PER_ROUTE = 2;	// pages of one route and language that are looked at, with other query names when there is one
const MACHINE = new Set(['/feed/{file}', '/healthz', '/metrics', '/regions', '/suggest', '/cards', '/robots.txt', '/sitemap.xml', '/sitemap/{part:int}']);	// answers for programs
// Routes that no link of such a shop leads to, and why.
const EXCUSED = new Map([
	['/category/{slug}/count', 'asked by the page'],
	['/collection/{slug}/count', 'asked by the page'],
	['/products/count', 'asked by the page'],
	['/search/count', 'asked by the page'],
	['/maker/{slug}/count', 'asked by the page'],
	['/tag/{slug}/count', 'asked by the page'],
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
	['/admin/search/redirects/{id:int}', 'comes of a form; flow/searches walks it'],
	['/s/{code}', 'leads on to a page; flow/link follows it'],
	['/r/{token}', 'a personal link; flow/groups opens it'],
	['/admin/goods/{id:int}/batch', 'shows with the first order of it; flow/preorder_batch opens it'],
	['/admin/goods/{id:int}/batch/{run:int}', 'comes of a button; flow/preorder_batch presses it'],
	['/admin/groups/{id:int}', 'comes of a button; flow/groups makes one'],
	['/admin/goods/sheets/{id:int}', 'comes of a form; browser/sheet walks it'],
	['/admin/spend/file/{id:int}', 'comes of an upload; flow/spend_file walks it'],
	['/admin/zones/file/{id:int}', 'comes of an upload; flow/zone_file walks it'],
	['/admin/zones/file/{id:int}/before', 'comes of an upload; flow/zone_file walks it'],
]);

const routes = execFileSync('build/etalase', ['list', 'routes'], { encoding: 'utf8' }).trim().split('\n').map((l) => l.split('\t')).filter(([method, path]) => method === 'GET' && !MACHINE.has(path)).map(([, path]) => ({
	path, shape: new RegExp('^' + path.replace(/\{\w+:int\}/g, '\\d+').replace(/\{path\}/g, '.+').replace(/\{\w+\}/g, '[^/]+') + '$'), fixed: !path.includes('{'),
})).sort((a, b) => b.fixed - a.fixed);
const met = new Set();

function routeOf(path) {
	const bare = path.replace(/^\/en(?=\/|$)/, '') || '/';
	return routes.find((r) => r.shape.test(bare));
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
		// nginx has one address ask fifty times a second.
		const [answer] = await Promise.all([page.request.get(url.href), new Promise((done) => setTimeout(done, 25))]);
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
	// Buyers of the goods that the guest puts into the cart may write something.
	await owner.goto(`${SHOP}/admin/goods?q=bayam`);
	const goods = await owner.evaluate(() => [...document.querySelectorAll('main a')].map((a) => a.getAttribute('href')).find((h) => /^\/admin\/goods\/\d+$/.test(h)));
	await owner.goto(`${SHOP}${goods}/inputs`);
	await owner.fill('input[name=label]', 'Ucapan di kartu');
	await Promise.all([owner.waitForNavigation(), owner.click('form:has(input[name=label]) button')]);
	// They have a paper, a clip and a link to one, too. The clip: the head of a WebM of 640 × 360.
	await owner.goto(`${SHOP}${goods}/files`);
	const clip = Buffer.from('1a45dfa387428284' + '7765626d' + '1853806701ffffffffffffff' + '1654ae6b94' + 'ae83d78101' + 'ae8dd78102' + 'e088b0820280ba820168', 'hex');
	await owner.setInputFiles('input[type=file]', [{ name: 'Cara menyimpan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 simpan') }, { name: 'Dapur kami.webm', mimeType: 'video/webm', buffer: clip }]);
	await Promise.all([owner.waitForNavigation(), owner.click('form:has(input[type=file]) button')]);
	await owner.fill('input[name=url]', 'https://www.youtube.com/watch?v=abc');
	await Promise.all([owner.waitForNavigation(), owner.click('form:has(input[name=url]) button')]);
	stateOf.owner = await owner.context().storageState();
});

await journey('every page is met', async () => {
	const guest = await phone(), owner = await phone({ state: stateOf.owner });
	await guest.goto(`${SHOP}/product/keripik-bayam-renyah`);
	await Promise.all([guest.waitForNavigation(), guest.click('.buy button[value=cart]')]);
	stateOf.guest = await guest.context().storageState();
	const orders = pagesOf.guest;
	pagesOf.guest = await walk(guest, ['/', '/en', '/search?q=balado', '/search?q=xyzzy', '/ship-to', ...orders, ...orders.slice(0, 1).map((o) => '/en' + o)]);
	pagesOf.owner = (await walk(owner, ['/admin', '/admin/more', '/admin/reports', '/admin/orders?tab=pack', '/admin/orders?tab=ship', '/admin/goods/sheet', '/admin/goods/sheets', '/admin/login'])).filter((p) => p.startsWith('/admin'));
	const missed = routes.map((r) => r.path).filter((p) => !met.has(p) && !EXCUSED.has(p));
	check(`no link leads to ${missed.join(' ')}`, missed.length === 0);
	console.log(`    ${pagesOf.guest.length} pages of the shop, ${pagesOf.owner.length} of the panel`);
});

await journey('every page in four widths, light and dark', async () => {
	await lookAt(['guest', 'owner'].flatMap((who) => pagesOf[who].map((path) => ({ who, path }))), stateOf);
	times();
});

await journey('the Nu checker finds no error', async () => nu());

await journey('Lighthouse: all but performance is 100', async () => {
	const low = [];
	const most = ['performance', 'accessibility', 'best-practices'];
	for (const path of ['/', '/category/keripik-pedas', '/product/keripik-sanjai-balado']) low.push(...await judge(path, [...most, 'seo']));
	for (const path of ['/search?q=balado', '/cart', '/checkout']) low.push(...await judge(path, most, stateOf.guest));
	for (const path of ['/admin', '/admin/orders', '/admin/goods']) low.push(...await judge(path, most, stateOf.owner));
	check(low.join('\n'), low.length === 0);
});

await browser.close();
