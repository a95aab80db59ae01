// From connecting to the report, with Facebook and Instagram simulated (META_PORT): a key is pasted, a post is written on a phone and goes to both, one is planned, seen in the calendar, changed and appears at its
// time, and whoever taps the post or says its code is the order that stands beside it in the report. Each journey takes less than a minute on a machine at rest.
import { browser, phone, journey, check, login, order, buy, find, press, SHOP, PASSWORD, look, META, DATA } from './browser.mjs';
import { renameSync, writeFileSync } from 'node:fs';

const MOST = 300;	// on a machine that runs other tests, too
const ANDROID = 'Mozilla/5.0 (Linux; Android 13; SM-A135F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36';	// one that is counted as a visitor
let moved = 0, published = null;

// Opens the page again until it is as it should be; the journey's end is the limit.
async function until(page, at, ready) {
	for (;;) {
		await page.goto(at);
		if (await ready()) return;
		await page.waitForTimeout(400);
	}
}

async function meta(path, body) {
	const r = await fetch(META + '/_sim/' + path, body ? { method: 'POST', body: new URLSearchParams(body) } : {});
	check(`${path}: ${r.status}`, r.ok);
	return r.json();
}
const seen = async (text) => (await meta('state')).visible.filter((v) => v.text.includes(text));

// The shop's and Meta's clock.
function clock(seconds) {
	moved += seconds;
	writeFileSync(`${DATA}/clock.new`, String(moved));
	renameSync(`${DATA}/clock.new`, `${DATA}/clock`);
}
const now = () => Math.floor(Date.now() / 1000) + moved;
const local = (at) => new Date((at + 7 * 3600) * 1000).toISOString();	// the demo shop's zone

async function compose(page, goods, words) {
	await page.goto(SHOP + '/admin/goods?q=' + encodeURIComponent(goods));
	await page.click('.brg a.g');
	await page.click('form[action$="/posts/new"] button');
	await page.waitForURL(/\/posts\/\d+$/);
	const at = page.url();
	await page.fill('textarea[name=body]', words);
	return at;
}

// Publishes what stands there; the demo's pictures may still be in the making, then it is saved and said so.
async function send(page) {
	for (;;) {
		await page.click('.bar button[value=send]');
		await page.waitForLoadState();
		if (await page.locator('textarea[name=body]').count() === 0) return;
		check('it waits for pictures alone: ' + await page.textContent('main'), (await page.locator('.err').count()) === 0 || /foto|gambar/i.test(await page.locator('.err, .flash').first().textContent()));
		await page.waitForTimeout(500);
	}
}

await journey('connecting by a pasted key', async () => {
	const page = await phone();
	await login(page);
	await page.goto(SHOP + '/admin/channels');
	await page.click('summary:has(svg use[href$="#copy"])');
	await page.fill('input[name=token]', 'EAA' + 'x'.repeat(40));
	await page.click('form[action$="/channels/paste"] button');
	await page.waitForURL(/\/channels\/connect\/\d+/);
	await page.waitForSelector('main :text("Sambungkan lagi akunnya")', { timeout: 90000 });
	await look(page, 'paste refused');
	const { token } = await meta('token', { any: '1' });
	await page.goto(SHOP + '/admin/channels');
	await page.click('summary:has(svg use[href$="#copy"])');
	await look(page, 'paste');
	await page.fill('input[name=token]', token);
	await page.click('form[action$="/channels/paste"] button');
	await page.waitForURL(/\/channels\/connect\/\d+/);
	await page.waitForSelector('input[name=account]', { timeout: 90000 });
	await look(page, 'paste choose');
	for (const box of await page.locator('input[name=account]').all()) await box.check();
	await page.click('button:has-text("Sambungkan")');
	if (await page.isVisible('input[name=proof]')) {
		await page.fill('input[name=proof]', PASSWORD);
		await page.click('main form button:not([type=button])');
	}
	await page.waitForURL(/\/admin\/channels\?/);
	check('both are there', await page.locator('.tag.ok:has-text("Tersambung")').count() === 2);
	check('the key is on no page', !(await page.content()).includes(token.slice(10)));
}, MOST);

await journey('a post to both networks', async () => {
	const page = await phone();
	await login(page);
	const at = await compose(page, 'balado', 'Sanjai sore ini {nama} #enak @toko\nPesan: {link}\nSebut kode {kode}');
	check('two networks', await page.locator('[data-preview]').count() === 2);
	const words = page.locator('[data-preview] [data-words]').first();
	check('filled while typing', (await words.textContent()).includes('Sebut kode K12') && !(await words.textContent()).includes('{'));
	check('hashtags are counted', Number(await page.locator('[data-hash]').first().textContent()) >= 1);
	check('names are counted', await page.locator('[data-ats]').first().textContent() === '1');
	const before = Number(await page.locator('[data-chars]').first().textContent());
	await page.fill('textarea[name=body]', await page.inputValue('textarea[name=body]') + '\nSilakan');
	check('letters are counted', Number(await page.locator('[data-chars]').first().textContent()) === before + 8);
	await look(page, 'social compose');
	await send(page);
	await until(page, at, async () => await page.locator('section .tag.ok').count() === 2);
	await look(page, 'social published');
	clock(700);	// Instagram tells the address with the first figures
	await until(page, at, async () => await page.locator('a[href^="https://www.facebook.com/"], a[href^="https://www.instagram.com/"]').count() === 2);
	const there = await seen('Sanjai sore ini');
	check(`once on each: ${JSON.stringify(there)}`, there.length === 2 && new Set(there.map((v) => v.where)).size === 2);
	const code = (where) => /Sebut kode (\w+)/.exec(there.find((v) => v.where === where).text)[1];
	published = { facebook: code('facebook'), instagram: code('instagram') };
	check('a code for each', published.facebook !== published.instagram);
	await page.goto(META + '/');
	check('Meta shows both with a picture', await page.locator('section:has-text("Sanjai sore ini") img').count() === 2);
}, MOST);

await journey('planned, changed, and there at its time', async () => {
	const page = await phone();
	await login(page);
	const at = await compose(page, 'balado', 'Nanti siang ada {nama}'), due = Math.floor(now() / 60) * 60 + 3 * 3600, day = local(due).slice(0, 10), time = local(due).slice(11, 16);
	await page.check('input[name=when][value=later]');
	await page.fill('input[name=day]', day);
	await page.fill('input[name=time]', time);
	await send(page);
	await page.goto(`${SHOP}/admin/posts/calendar?month=${day}`);
	const entry = page.locator('.calp:has-text("Nanti siang ada")');
	check('it stands in the calendar at its hour', (await entry.first().textContent()).includes(time.replace(':', '.')));
	await entry.first().click();
	await page.waitForURL(at);
	// Its pictures are drawn; then it is taken back and planned with other words.
	await until(page, at, async () => await page.locator('form[action$="/back"] button').count() === 1 && await page.locator('section .tag').count() === 2);
	await page.click('form[action$="/back"] button');
	await page.waitForSelector('textarea[name=body]');
	check('its hour is kept', await page.inputValue('input[name=time]') === time && await page.inputValue('input[name=day]') === day);
	await page.fill('textarea[name=body]', 'Siang ini ada {nama}');
	await send(page);
	await until(page, at, async () => await page.locator('section:has(form[action*="/publication/"] button[value=cancel])').count() === 2);
	await look(page, 'social planned');
	clock(due - now() - 90);
	clock(100);
	await login(page);	// whose session has ended meanwhile
	await until(page, at, async () => await page.locator('section .tag.ok').count() === 2);
	const there = await seen('Siang ini ada');
	check(`once on each: ${JSON.stringify(there)}`, there.length === 2 && new Set(there.map((v) => v.where)).size === 2);
	check('not before its time', there.every((v) => v.at >= due));
	check('the old words nowhere', (await seen('Nanti siang')).length === 0);
	// On Facebook the words can still be changed.
	await page.click('summary:has-text("Ubah kata")');
	await page.fill('textarea[name=text]', 'Sore ini juga masih ada');
	await page.click('form:has(textarea[name=text]) button');
	await page.waitForSelector('.flash');
	await until(page, META + '/', async () => await page.locator('section:has-text("Sore ini juga masih ada")').count() === 1);
	check('Facebook alone', await page.locator('section:has-text("Instagram"):has-text("Siang ini ada")').count() === 1);
}, MOST);

// The row of the report that names this code: visits, orders, rupiah.
async function line(page, code) {
	const row = page.locator(`tr:has(th .q:text-matches("· ${code}$"))`);
	if (await row.count() !== 1) return null;
	const cells = await row.locator('td').allTextContents(), number = (i) => Number(cells[i].replace(/[^\d-]/g, ''));
	return { visits: number(0), orders: number(3), rupiah: number(5) };
}

// The owner has the money, less what the delivery cost: reports speak of all that was paid.
async function paid(page, name) {
	await find(page, name);
	const total = Number((await page.textContent('.big')).replace(/\D/g, ''));
	await press(page, 'Uang sudah masuk');
	return total;
}

await journey('from a tapped post to the report', async () => {
	check('there is a post', published);
	const buyer = await phone({ agent: ANDROID }), owner = await phone({ width: 1280, height: 800 });
	await buyer.goto(META + '/');
	await buyer.click('section:has-text("Sanjai sore ini") a[href*="/s/"]');
	await buyer.waitForURL(/\/product\/.*utm_source=facebook/);
	await look(buyer, 'social product');
	await order(buyer, 'Bu Tautan', 'transfer');
	await buy('Bu Sebut', 'transfer', published.instagram.toLowerCase());
	await login(owner);
	const tapped = await paid(owner, 'Bu Tautan'), said = await paid(owner, 'Bu Sebut');
	let fb, ig;
	await until(owner, SHOP + '/admin/reports/channels', async () => {
		fb = await line(owner, published.facebook);
		ig = await line(owner, published.instagram);
		return fb && fb.visits > 0 && fb.orders > 0 && ig && ig.orders > 0;
	});
	check(`who tapped: ${JSON.stringify(fb)}, paid ${tapped}`, fb.visits === 1 && fb.orders === 1 && fb.rupiah === tapped);
	check(`who said it: ${JSON.stringify(ig)}, paid ${said}`, ig.visits === 0 && ig.orders === 1 && ig.rupiah === said);
	await look(owner, 'social report');
	await find(owner, 'Bu Tautan');
	check('the order says where it came from', (await owner.textContent('main')).includes(published.facebook) || await owner.inputValue('input[name=spoken]') === published.facebook);
}, MOST);

await browser.close();
