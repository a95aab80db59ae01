// The judges of `make audit` on what a real shop may hold: first nothing at all; then hard goods of our own (tests/data/hard) and the catalogues of other shops (SAMPLES), all imported as an owner does. Judged are only pages that
// differ by their content: the lists, the goods with the longest, widest, most of anything, a cart full of them, and every page of the panel about one of them.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { browser, check, journey, login, phone, DATA, SHOP } from '../browser/browser.mjs';
import { judge, keep, lookAt, nu, times } from './judges.mjs';

const CATALOGUES = process.env.SAMPLES ? `${process.env.SAMPLES}/catalogues` : '';
const FILES = [['woocommerce-sample-products.csv'], ['shopify-apparel.csv'], ['magento-men.csv'], ['indonesian-products.csv', '--map', 'name=name,category=category,price=price_idr', '--key', 'name,city']];
const env = { ...process.env, ETALASE_DATA: DATA, ETALASE_DB: `sqlite:${DATA}/etalase.db`, ETALASE_TEMPLATES: 'build/templates', ETALASE_SQL: 'sql', ETALASE_STATIC_DIR: 'build/static', ETALASE_MEDIA_PROGRAM: 'build/etalase-media' };
const etalase = (...args) => execFileSync('build/etalase', args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 });
const states = {};	// cookies of guest and owner

async function pagesKept(page, paths) {
	for (const path of paths) {
		const answer = await page.request.get(SHOP + path);
		check(`${path} answers ${answer.status()}`, answer.ok());
		keep(path, await answer.text());
	}
}

async function speak(page, lang) {
	await page.goto(SHOP + '/admin/me');
	await page.check(`input[name=lang][value=${lang}]`);
	await page.click('form[action*="/me/lang"] button');
	await page.waitForSelector(`html[lang=${lang}] .flash.ok`);
}

// Looks at pages of the shop and of the panel; kept for the Nu checker.
async function all(tag, guest, owner) {
	const [g, o] = [await phone({ state: states.guest }), await phone({ state: states.owner })];
	await pagesKept(g, guest);
	await pagesKept(o, owner);
	console.log(`    ${tag}: ${guest.length} pages of the shop, ${owner.length} of the panel`);
	await lookAt([...guest.map((path) => ({ who: 'guest', path })), ...owner.map((path) => ({ who: 'owner', path }))], states, tag);
}

const both = (paths) => paths.flatMap((p) => [p, p === '/' ? '/en' : '/en' + p]);
const LISTS = ['/admin', '/admin/goods', '/admin/orders', '/admin/customers', '/admin/categories', '/admin/collections', '/admin/makers', '/admin/tags', '/admin/reports', '/admin/search', '/admin/zones', '/admin/banks', '/admin/campaigns', '/admin/links'];

await journey('an empty shop', async () => {
	const guest = await phone(), owner = await phone();
	await login(owner);
	states.owner = await owner.context().storageState();
	states.guest = await guest.context().storageState();
	const shop = both(['/', '/products', '/search?q=keripik', '/cart', '/track', '/makers']).filter((p) => p);
	// Only the pages that this panel has; a list says what to do first.
	const panel = [];
	for (const path of LISTS) if ((await owner.request.get(SHOP + path)).ok()) panel.push(path);
	const idle = [];
	for (const [page, paths] of [[guest, shop], [owner, panel]])
		for (const path of paths) {
			await page.goto(SHOP + path);
			if (!await page.locator('main').locator('a[href]:visible, button:visible').count()) idle.push(path);
		}
	check(`nothing to do next on ${idle.join(' ')}`, idle.length === 0);
	await all('empty ', shop, panel);
	await speak(owner, 'en');
	await all('empty en ', [], ['/admin', '/admin/goods']);
	await speak(owner, 'id');
});

// --- What the shop holds now, as the file of all its goods tells.

function rowsOf(csv) {
	const rows = [[]];
	for (const [, quoted, bare, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
		rows.at(-1).push(quoted === undefined ? bare : quoted.replace(/""/g, '"'));
		if (end !== ',') rows.push([]);
	}
	const head = rows.shift();
	return rows.filter((r) => r.length === head.length).map((r) => Object.fromEntries(head.map((h, i) => [h, r[i]])));
}

function goods() {
	etalase('export-goods', `${DATA}/all.csv`);
	const all = new Map();
	for (const row of rowsOf(readFileSync(`${DATA}/all.csv`, 'utf8').replace(/^\ufeff/, ''))) {
		if (!all.has(row.key)) all.set(row.key, { ...row, variants: 0 });
		all.get(row.key).variants++;
	}
	return [...all.values()].filter((g) => g.status === 'active');
}

// The goods that have the most of something, each once.
function oddest(list) {
	const word = (s) => Math.max(...s.split(/\s/).map((w) => w.length));
	const most = [(g) => g.name.length, (g) => word(g.name), (g) => g.variants, (g) => g.description.length, (g) => word(g.description), (g) => Number(g.price)];
	return [...new Set(most.map((of) => list.reduce((a, b) => (of(b) > of(a) ? b : a))))];
}

const hard = ['baju-koko', 'nama-panjang', 'nama-tanpa-spasi', 'pilihan-panjang', 'satu-foto', 'banyak-foto', 'tanpa-foto', 'satu-huruf', 'tulisan-lain'];
let own = [], theirs = [];

async function imported() {
	mkdirSync(`${DATA}/hard`, { recursive: true });
	copyFileSync('tests/data/hard/goods.csv', `${DATA}/hard/goods.csv`);
	cpSync('sql/demo/pictures', `${DATA}/hard/pictures`, { recursive: true });
	etalase('import', `${DATA}/hard/goods.csv`);
	own = goods();
	check(`goods of our own: ${own.length}`, own.length === hard.length);
	for (const [file, ...how] of FILES) {
		if (!existsSync(`${CATALOGUES}/${file}`)) {
			console.log(`    skipped: ${file}: SAMPLES names no folder with catalogues that has it`);
			continue;
		}
		const before = new Set(goods().map((g) => g.key));
		etalase('import', ...how, `${CATALOGUES}/${file}`);
		const fresh = goods().filter((g) => !before.has(g.key));
		check(`${file} brings goods`, fresh.length > 0);
		theirs.push(...oddest(fresh).slice(0, file.startsWith('indonesian') ? 3 : 2));
	}
}

const numbers = new Map();	// key of goods -> their number in the panel

async function numberOf(owner, g) {
	await owner.goto(`${SHOP}/admin/goods?q=${encodeURIComponent(g.name.slice(0, 60))}`);
	const href = await owner.locator('main a[href^="/admin/goods/"]').evaluateAll((links, name) => (links.find((a) => a.textContent.replace(/\s+/g, ' ').includes(name)) || links.find((a) => /goods\/\d+$/.test(a.pathname)))?.pathname, g.name.slice(0, 40).replace(/\s+/g, ' '));
	check(`${g.name} is found in the panel`, /^\/admin\/goods\/\d+$/.test(href || ''));
	numbers.set(g.key, href);
}

await journey('hard goods of our own and catalogues of other shops', async () => {
	await imported();
	const guest = await phone({ state: states.guest, js: false }), owner = await phone({ state: states.owner });
	const pictured = `${SHOP}/product/${own.find((g) => g.name === 'Banyak foto').slug}`;
	const ready = async () => (await (await guest.request.get(pictured)).text()).match(/\/media\/[0-9a-f/]+-\d+\.webp/);
	for (let i = 0; i < 600 && !await ready(); i++) await guest.waitForTimeout(200);
	check('the pictures are made', await ready());
	const odd = [...own, ...theirs];
	for (const g of odd) {
		await guest.goto(`${SHOP}/product/${g.slug}`);
		const buy = guest.locator('.bar button[name=go][value=cart]:not([disabled])');
		if (await buy.count()) await buy.first().click();
	}
	states.guest = await guest.context().storageState();
	for (const g of odd) await numberOf(owner, g);
	const categories = [...new Set((await (await guest.request.get(SHOP + '/products')).text()).match(/\/category\/[\w-]+/g) || [])].slice(0, 3);
	const name = (key) => own.find((g) => g.key === key);
	const shop = [...both(['/', '/products', '/cart']), '/search?q=keripik', ...categories.slice(0, 2), ...categories.slice(0, 1).map((c) => '/en' + c), '/products?page=2', ...odd.map((g) => `/product/${g.slug}`),
		...own.slice(0, 3).map((g) => `/en/product/${g.slug}`)];
	// The pages below those of the two hardest goods are found by following links.
	const below = new Set();
	for (const g of [name('baju-koko'), name('nama-tanpa-spasi')]) {
		below.add(numbers.get(g.key));
		const html = await (await owner.request.get(SHOP + numbers.get(g.key))).text();
		if (g !== name('nama-tanpa-spasi')) continue;
		for (const [, path] of html.matchAll(/href="(\/admin\/goods\/\d+\/[\w/-]+)"/g)) if (path.startsWith(numbers.get(g.key) + '/')) below.add(path);
	}
	const panel = ['/admin', '/admin/goods', '/admin/goods?low=1', '/admin/categories', ...[name('nama-panjang'), name('pilihan-panjang'), name('banyak-foto'), name('tulisan-lain'), ...theirs.slice(0, 2)].map((g) => numbers.get(g.key)), ...below];
	await all('', shop, panel);
	await speak(owner, 'en');
	await all('en ', [], ['/admin/goods', numbers.get(name('baju-koko').key), numbers.get(name('nama-tanpa-spasi').key)]);
	times();
});

await journey('the Nu checker finds no error', async () => nu());

await journey('Lighthouse: all but performance is 100', async () => {
	const g = theirs[0] || own[0], low = [];
	const page = await phone(), home = await (await page.request.get(`${SHOP}/products`)).text();
	const category = (/\/category\/[\w-]+/.exec(home) || [])[0];
	for (const path of ['/', category, `/product/${g.slug}`].filter((p) => p)) low.push(...await judge(path, ['performance', 'accessibility', 'best-practices', 'seo'], null, 'content-'));
	check(low.join('\n'), low.length === 0);
});

await browser.close();
