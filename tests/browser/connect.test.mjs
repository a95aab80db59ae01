// Connecting Facebook and Instagram as an owner does on a phone: the app is set up, Facebook (simulated, META_PORT) asks, the accounts are chosen; with scripts and without, with a permission left out,
// refused there, and disconnected again.
import { browser, phone, journey, check, fits, accessible, login, shot, SHOP, PASSWORD } from './browser.mjs';

const META = `http://127.0.0.1:${process.env.META_PORT}`;

async function look(page, where) {
	await fits(page, where);
	await accessible(page, where);
	const faults = page.faults.filter((f) => !f.includes(META));
	check(`${where}: ${faults.join('; ')}`, faults.length === 0);
	await shot(page, where.replace(/[^a-z0-9]+/gi, '-'));
}

// The password once more, where the shop asks for it.
async function prove(page) {
	if (!await page.isVisible('input[name=proof]')) return;
	await page.fill('input[name=proof]', PASSWORD);
	await page.click('main form button:not([type=button])');
}

// From the list of accounts to the page on which they are chosen.
async function through(page, there = async () => {}) {
	await page.goto(SHOP + '/admin/channels');
	await page.click('form[action$="/channels/connect"] button');
	await look(page, 'connect what is asked');
	await page.click('a[href*="/dialog/oauth"]');
	await page.waitForURL(META + '/**');
	await there();
	await page.click('button[value=yes]');
	await page.waitForURL(SHOP + '/admin/channels/back**');
	await look(page, 'connect back');
	await page.click('form[action$="/channels/back"] button');
	await page.waitForURL(/\/channels\/connect\/\d+/);
	await page.waitForSelector('h2:has-text("Akun mana")', { timeout: 30000 });
}

for (const js of [true, false]) {
	await journey(`connecting ${js ? 'with' : 'without'} scripts`, async () => {
		const page = await phone({ js });
		await login(page);
		await page.goto(SHOP + '/admin/more');
		await page.click('a[href$="/admin/channels"]');
		await look(page, 'connect nothing yet');
		// A permission is left out first: it is named, and nothing can be chosen.
		await through(page, async () => { await page.uncheck('input[name=s_pages_manage_posts]'); });
		await look(page, 'connect missing');
		check('what is missing is named', await page.isVisible('li:has(.tag.no):has-text("Menerbitkan, mengubah")'));
		check('nothing can be chosen', await page.locator('input[name=account]').count() === 0);
		await through(page);
		await look(page, 'connect choose');
		for (const box of await page.locator('input[name=account]').all()) await box.check();
		await page.click('button:has-text("Sambungkan")');
		await prove(page);
		await page.waitForURL(/\/admin\/channels\?/);
		await look(page, 'connect done');
		check('both are there', await page.locator('.tag.ok:has-text("Tersambung")').count() === 2);
		const source = await page.content();
		check('no token is in the page', !/EAA(PAGE|USER)/.test(source));
		for (const [width, dark] of [[360, true], [768, false], [1280, false]]) {
			await page.setViewportSize({ width, height: 760 });
			await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
			await page.goto(SHOP + '/admin/channels');
			await look(page, `connect list ${width}`);
		}
		await page.setViewportSize({ width: 360, height: 640 });
		// And off again, one after the other.
		for (let left = 1; left >= 0; left--) {
			await page.goto(SHOP + '/admin/channels');
			await page.click('summary:has-text("Putuskan") >> nth=0');
			await page.click('form[action$="/off"] button >> nth=0');
			await prove(page);
			await page.waitForURL(/\/admin\/channels\?/);
			check('one less', await page.locator('.tag.ok:has-text("Tersambung")').count() === left);
		}
	});
}

await journey('refused at Facebook', async () => {
	const page = await phone();
	await login(page);
	await page.goto(SHOP + '/admin/channels');
	await page.click('form[action$="/channels/connect"] button');
	await page.click('a[href*="/dialog/oauth"]');
	await page.waitForURL(META + '/**');
	await page.click('button[value=no]');
	await page.waitForURL(SHOP + '/admin/channels/back**');
	await look(page, 'connect refused');
	await page.click('form[action$="/channels/back"] button');
	await page.waitForSelector('.flash');
	check('it is said', (await page.textContent('.flash')).includes('Belum ada'));
});

await browser.close();
