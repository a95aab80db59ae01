// What every journey needs: a Chromium like a small phone's, a picture on failure, axe. Chromium is the machine's own; nothing is downloaded.
import { chromium } from 'playwright-core';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export const SHOP = process.env.SHOP;
export const PASSWORD = process.env.PASSWORD;
export const META = process.env.META_PORT ? `http://127.0.0.1:${process.env.META_PORT}` : '';	// the simulated Facebook and Instagram, where run.sh opened them
export const DATA = process.env.DATA;	// the shop's folder
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const root = process.getuid() === 0;
// Judges that drive the browser by themselves find it here; 0: nobody may.
export const DEBUG_PORT = Number(process.env.DEBUG_PORT || 0);
export const browser = await chromium.launch({
	executablePath: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync),
	headless: true,
	chromiumSandbox: !root,
	args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', ...(DEBUG_PORT ? [`--remote-debugging-port=${DEBUG_PORT}`] : [])],
});

export function check(what, truth) {
	if (!truth) throw new Error(what);
}

// A phone of 360 x 640 by default; state: the cookies of an earlier one, as storageState() gives them; agent: what it calls itself. Every console error, failed request and violation of the security policy fails the journey.
export async function phone({ js = true, width = 360, height = 640, dark = false, lang = 'id-ID', state, agent } = {}) {
	const context = await browser.newContext({ viewport: { width, height }, javaScriptEnabled: js, locale: lang, colorScheme: dark ? 'dark' : 'light', deviceScaleFactor: 1, hasTouch: width < 768, reducedMotion: 'reduce', storageState: state, userAgent: agent });
	const page = await context.newPage();
	const faults = [];
	page.on('console', (m) => { if (m.type() === 'error' && !/status of 4(04|22)/.test(m.text())) faults.push(m.text()); });
	page.on('pageerror', (e) => faults.push(String(e)));
	page.on('request', (r) => { if (!r.url().startsWith(SHOP) && !/^(data|blob|about|https:\/\/wa\.me)/.test(r.url())) faults.push('a request to another host: ' + r.url()); });
	page.faults = faults;
	page.scripts = js;
	page.setDefaultTimeout(45000);	// as long as a machine may need that runs other tests, too
	return page;
}

export async function shot(page, name) {
	if (!process.env.SHOTS) return;
	mkdirSync(process.env.SHOTS, { recursive: true });
	await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true });
}

// Nothing may be wider than the screen.
export async function fits(page, where) {
	const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	check(`${where} is ${over} pixels too wide`, over <= 0);
}

// axe, WCAG 2.1 A and AA.
export async function accessible(page, where) {
	if (!page.scripts) return;	// axe is a script itself; the page is the same one
	if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe);
	const result = await page.evaluate(() => axe.run({ resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }));
	const found = result.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 4).join(' | ')}`);
	check(`${where} is not accessible:\n  ${found.join('\n  ')}`, found.length === 0);
}

// What every page of a journey has to be; and its picture. Going to the simulated Meta is no fault.
export async function look(page, where, axe = true) {
	await fits(page, where);
	if (axe) await accessible(page, where);
	const faults = page.faults.filter((f) => !META || !f.includes(META));
	check(`${where}: ${faults.join('; ')}`, faults.length === 0);
	await shot(page, where.replace(/[^a-z0-9]+/gi, '-'));
}

export async function login(page) {
	await page.goto(SHOP + '/admin/login');
	await page.fill('input[name=login]', 'owner');
	await page.fill('input[name=password]', PASSWORD);
	await page.click('form[action*="/admin/login"] button:not([type=button])');
	await page.waitForURL(SHOP + '/admin');
}

// From the page of a product to the order's, scripts or not; its path. spoken: the code that the buyer read somewhere.
export async function order(page, name, pay, spoken = '') {
	await page.click('.bar button[name=go][value=cart]');
	await page.waitForSelector('.flash');
	await page.goto(SHOP + '/checkout');
	await page.fill('input[name=name]', name);
	await page.fill('input[name=phone]', '0812 0000 00' + (10 + Math.floor(Math.random() * 89)));
	if (page.scripts) {
		await page.fill('input[data-district-search]', 'koto bal');
		await page.click('[role=option]:has-text("Koto Balingka")');
		await page.waitForSelector('input[name=zone]:checked');
	} else {
		await page.fill('input[name=kec]', 'Koto Balingka');
		await page.click('button[value=find]');
		if (await page.isVisible('input[name=pick]')) {
			await page.check('input[name=pick]');
			await page.click('button[value=find] >> nth=-1');
		}
	}
	await page.fill('textarea[name=address]', 'Jorong Pasar, sebelah musala');
	if (!page.scripts) await page.click('noscript button, button[value=show]:not(.vh)');
	await page.check(`input[name=pay][value=${pay}]`);
	if (spoken) await page.fill('input[name=spoken]', spoken);
	await page.click('button[value=place]');
	await page.waitForURL(/\/order\//);
	return new URL(page.url()).pathname.replace(/\/pay$/, '');
}

// A whole purchase as a phone without scripts makes it; the path of the order's page.
export async function buy(name, pay, spoken) {
	const page = await phone({ js: false });
	await page.goto(SHOP + '/search?q=dakak');
	await page.click('.item h3 a');
	const path = await order(page, name, pay, spoken);
	await page.context().close();
	return path;
}

// The order of this buyer, found by the name.
export async function find(page, name) {
	await page.goto(SHOP + '/admin/orders?tab=all&q=' + encodeURIComponent(name));
	await page.goto(SHOP + await page.getAttribute('a.ord', 'href'));
}

// Presses the one next step of the order's page.
export async function press(page, text) {
	await page.click(`.bar button:has-text("${text}")`);
	await page.waitForSelector('.flash.ok');
}

// most: seconds, after which a journey counts as hanging and the whole test ends.
export async function journey(name, steps, most = 840) {
	const start = Date.now();
	let timer;
	try {
		await Promise.race([steps(), new Promise((_, no) => { timer = setTimeout(() => no(new Error(`not through after ${most} seconds`)), most * 1000); })]);
		console.log(`ok  ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
	} catch (e) {
		console.log('FAILED ' + name + '\n' + (e.stack || e));
		for (const context of browser.contexts())
			for (const page of context.pages()) {
				console.log('  at ' + page.url());
				await page.screenshot({ path: `${process.env.SHOTS || process.env.DATA}/failed.png` }).catch(() => {});
			}
		process.exitCode = 1;
	}
	clearTimeout(timer);
	for (const context of browser.contexts()) await context.close();
}
