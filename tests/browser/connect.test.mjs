// Connecting Facebook and Instagram as an owner does on a phone: the app is set up, Facebook (simulated, META_PORT) asks, the accounts are chosen; with scripts and without, with a permission left out,
// refused there, and disconnected again.
import { browser, phone, journey, check, login, SHOP, PASSWORD, look, META } from './browser.mjs';
import { readFileSync } from 'node:fs';


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
	await page.waitForSelector('h2:has-text("Akun mana")', { timeout: 90000 });
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

// All that was said on the way lies in the logs by now; a login's code came in an address.
await journey('no log knows a token, a code or the secret', async () => {
	// The simulated Meta says its made-up secret there, too.
	const read = (name) => readFileSync(`${process.env.DATA}/run/${name}`, 'utf8').split('\n').filter((x) => !x.startsWith('Meta is simulated')).join('\n');
	while (!/channels\/back/.test(read('nginx-access.log'))) await new Promise((done) => setTimeout(done, 200));
	for (const name of ['nginx-access.log', 'nginx-error.log', 'etalase.log'])
		for (const secret of [/EAA(PAGE|USER)/, /code=AQ/, /0123456789abcdef0123456789abcdef/, new RegExp(PASSWORD)])
			check(`${name} has ${secret}`, !secret.test(read(name)));
	check('the simulated Meta was asked', /"name":"graph"/.test(read('etalase.log')));
	const calls = await (await fetch(META + '/_sim/journal')).json();
	check('no token in an address', calls.length > 5 && calls.every((c) => !c.in_url));
}, 300);

await browser.close();
