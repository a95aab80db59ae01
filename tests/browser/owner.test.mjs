// The panel with fresh eyes: every page of the owner on a phone and at a desk in the dark; goods made from a phone in one go; an order that goes through the hands of cashier, packer and driver; two people
// at the same thing; the list with its summary at the side; all of the daily work without scripts.
import { browser, buy, find, press, phone, journey, check, login, SHOP, look } from './browser.mjs';
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

const photo = resolve('sql/demo/pictures/gelamai.webp');
const data = process.env.DATA;
const words = {};

// Somebody who works here, with a password of their own.
function hire(name, role) {
	const out = execFileSync('build/etalase', ['staff', 'add', name, role, name], { env: { ...process.env, ETALASE_DATA: data, ETALASE_DB: `sqlite:${data}/etalase.db`, ETALASE_ARGON_MIB: '8', ETALASE_ARGON_OPS: '1' } });
	words[name] = /password: *(\S+)/.exec(String(out))[1];
}

async function enter(page, name) {
	await page.goto(SHOP + '/admin/login');
	await page.fill('input[name=login]', name);
	await page.fill('input[name=password]', words[name]);
	await page.click('form[action*="/admin/login"] button:not([type=button])');
	await page.waitForURL(SHOP + '/admin');
}

hire('kasir', 'cashier');
hire('kemas', 'warehouse');
hire('sopir', 'driver');
hire('bos', 'leader');

await journey('every page of the owner, on a phone and at a desk in the dark', async () => {
	await buy('Bu Yeni', 'transfer');
	await buy('Pak Anto', 'cod');
	const page = await phone();
	const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Jakarta' }).format(new Date());
	await look(page, 'nobody yet', false).catch(() => {});
	await login(page);
	await find(page, 'Bu Yeni');
	const order = new URL(page.url()).pathname;
	const pages = ['', '/orders', '/orders?tab=all', '/orders?tab=done', '/orders?q=zzzz', `/orders?day=${today}`, '/orders?paid=2020-01-01', '/goods', '/goods?low=1', '/goods?status=archived', '/goods?q=zzzz', '/goods/new', '/goods/sheet', '/goods/sheets', '/goods/1', '/goods/1/share', '/prints', '/prints/new', '/goods/1/stock', '/goods/1/prices', '/groups', '/groups/new',
		'/categories', '/categories/1', '/pages', '/pages/1', '/customers', '/customers/1', '/customers?q=zzzz', '/settings', '/settings?q=ongkir', '/zones', '/zones/1', '/zones/new', '/zones/new?kind=own', '/zones/new?kind=courier', '/zones/new?kind=pickup', '/zones/try?district=131208', '/zones/file', '/banks', '/banks/1', '/me', '/more', '/audit', '/health', '/jobs', '/backup', '/debug', '/nothing-here'].map((p) => '/admin' + p);
	pages.push(order);
	// In all widths and by axe in both themes each page of the panel is judged by `make audit`; here as the owner finds it in the middle of a day's work.
	for (const [width, colorScheme, axe] of [[360, 'light', true], [1280, 'dark', false]]) {
		await page.setViewportSize({ width, height: 760 });
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		for (const path of pages) {
			await page.goto(SHOP + path);
			await look(page, `${width} ${colorScheme} ${path}`, axe);
			check(`${path} has one primary button at most, but for forms of their own`, await page.locator('main .btn.p:visible, .bar .btn.p:visible').count() <= 1);
		}
	}
	await page.goto(SHOP + '/admin/nothing-here');
	check('a wrong address stays in the panel', await page.isVisible('.adm a[href$="/admin"]'));
});

await journey('every component in every state, both themes', async () => {
	for (const [width, dark] of [[360, false], [360, true], [1280, false], [1280, true]]) {
		const page = await phone({ width, height: 760, dark });
		await login(page);
		await page.goto(SHOP + '/admin/debug/ui');
		await look(page, `components ${width} ${dark ? 'dark' : 'light'}`);
		const paper = await page.$$eval('.theme', (parts) => parts.map((p) => getComputedStyle(p).backgroundColor));
		check(`the two themes differ: ${paper}`, paper.length === 2 && paper[0] !== paper[1]);
		await page.context().close();
	}
});

await journey('settings are found while one types', async () => {
	const page = await phone();
	await login(page);
	await page.goto(SHOP + '/admin/settings');
	check('nothing is shown before', !await page.isVisible('#temuan'));
	await page.fill('.search input', 'Ténggat');
	check('one hit', await page.locator('#temuan li:visible').count() === 1);
	await page.click('#temuan li:visible a');
	check('at its field', page.url().endsWith('#f-pay_hours') && await page.evaluate(() => document.querySelector(':target').name === 'pay_hours'));
	await page.fill('.search input', 'zzqq');
	check('told when there is none', await page.isVisible('#temuan [data-none]'));
	await page.fill('.search input', '');
	check('gone again', !await page.isVisible('#temuan'));
	check('no fault: ' + page.faults.join('; '), page.faults.length === 0);
});

await journey('numbers lead to their rows', async () => {
	const page = await phone();
	await login(page);
	const orders = Number(await page.textContent('.fig a:nth-child(1) b'));
	await page.click('.fig a:nth-child(1)');
	check('as many orders as the figure says', await page.locator('a.ord').count() === orders);
	await page.goto(SHOP + '/admin');
	await page.click('.bars .on a');
	check('the day of the bar', page.url().includes('paid='));
	await page.goto(SHOP + '/admin/goods?low=1');
	check('which kind runs low, and how many are left', /Pedas sekali: habis/.test(await page.textContent('main')));
});

await journey('goods made from a phone, photo and all in one go', async () => {
	const page = await phone();
	await login(page);
	await page.click('.nav a:has-text("Barang")');
	await page.click('.top a:has-text("Barang baru")');
	await page.setInputFiles('input[name=photo] >> nth=-1', photo);
	await page.fill('input[name=name]', 'Keripik dari telepon');
	await page.fill('input[name=v0_price]', '15.000');
	await page.fill('input[name=v0_stock]', '12');
	await page.waitForFunction(() => !document.querySelector('[aria-busy]'));
	await page.click('.save button[value=save]');
	await page.waitForSelector('.flash.ok');
	check('the photo came along', await page.locator('.photos figure').count() === 1);
	await page.goto(SHOP + '/search?q=telepon');
	check('it stands in the shop', (await page.textContent('main')).includes('Keripik dari telepon'));
});

await journey('an order goes from the cashier to the packer to the driver', async () => {
	await buy('Mak Itam', 'transfer');
	const [cashier, packer, driver, leader] = await Promise.all([phone(), phone(), phone({ dark: true }), phone()]);
	await enter(packer, 'kemas');
	check('the packer sees packing, no checking of payments', !(await packer.textContent('.acts')).includes('Cek bayar'));
	await find(packer, 'Mak Itam');
	check('whose turn it is', (await packer.textContent('main')).includes('pemilik atau kasir mengecek uangnya'));
	check('no button for it', await packer.locator('.bar').count() === 0);
	await enter(cashier, 'kasir');
	await find(cashier, 'Mak Itam');
	await press(cashier, 'Uang sudah masuk');
	await packer.goto(SHOP + '/admin/orders');
	check('the packer begins with what is to be packed', (await packer.textContent('.chip[aria-current]')).includes('Kemas'));
	await find(packer, 'Mak Itam');
	await look(packer, 'packer order');
	await press(packer, 'Selesai dikemas');
	await enter(driver, 'sopir');
	await look(driver, 'driver home');
	check('the driver sees what is to be brought', (await driver.textContent('.acts')).replace(/\s+/g, ' ').includes('Di jalan'));
	await driver.click('.acts a >> nth=0');
	await find(driver, 'Mak Itam');
	await press(driver, 'Sudah dikirim');
	await press(driver, 'Sudah sampai');
	await look(driver, 'driver order');
	await driver.goto(SHOP + '/admin/settings').catch(() => {});
	check('why not', (await driver.textContent('main')).includes('minta pemilik'));
	await enter(leader, 'bos');
	check('the leader reads figures', await leader.isVisible('.bars'));
	await look(leader, 'leader home');
	await leader.click('.nav a[href="/admin/reports"]');
	check('the report of now', (await leader.textContent('main')).includes('Pesanan'));
	check('without the buyers', !(await leader.textContent('main')).includes('Mak Itam'));
});

await journey('two people at the same thing', async () => {
	await buy('Uni Ros', 'transfer');
	const [one, two] = await Promise.all([phone(), phone({ js: false })]);
	await login(one);
	await enter(two, 'kasir');
	await find(one, 'Uni Ros');
	await find(two, 'Uni Ros');
	await press(one, 'Uang sudah masuk');
	await two.click('.bar button:has-text("Uang sudah masuk")');
	await two.waitForSelector('.errs');
	check('the second is told, and sees the step of now', /berubah|diubah|berlanjut|maju/i.test(await two.textContent('.errs')));
	await look(two, 'conflict of an order');
	await one.goto(SHOP + '/admin/goods/2');
	const other = await one.context().newPage();
	await other.goto(SHOP + '/admin/goods/2');
	const name = await other.inputValue('input[name=name]');
	await other.fill('input[name=name]', name + ' baru');
	await other.click('.save button[value=save]');
	await other.waitForSelector('.flash.ok');
	await one.fill('input[name=name]', name + ' lama');
	await one.click('.save button[value=save]');
	await one.waitForSelector('.errs');
	check('what was typed stays', await one.inputValue('input[name=name]') === name + ' lama');
});

await journey('the list with the order at its side', async () => {
	await buy('Bu Rina', 'transfer');
	await buy('Bu Sari', 'transfer');
	const page = await phone({ width: 1280, height: 860 });
	await login(page);
	await page.goto(SHOP + '/admin/orders?tab=wait');
	await page.click('a.ord:not(.sel):has-text("Bu Rina")');
	await page.waitForSelector('.glance:has-text("Bu Rina")');
	check('still the list', page.url().includes('open='));
	await look(page, 'side');
	await page.reload();
	check('the address keeps the choice', (await page.textContent('.glance')).includes('Bu Rina'));
	await page.click('.glance button.p');
	await page.waitForSelector('.flash.ok');
	check('back at the list', page.url().includes('/admin/orders?tab=wait'));
	await page.click('a.ord.sel');
	await page.waitForURL(/\/orders\/\d+$/);
	const narrow = await phone();
	await login(narrow);
	await narrow.goto(SHOP + '/admin/orders?tab=all');
	check('a phone has no side', !(await narrow.isVisible('.glance')));
	await narrow.click('a.ord >> nth=0');
	await narrow.waitForURL(/\/orders\/\d+$/);
});

await journey('the daily work without scripts', async () => {
	await buy('Etek Ani', 'cod');
	const page = await phone({ js: false });
	await login(page);
	await page.click('.acts a >> nth=0');
	await page.click('a.ord:has-text("Etek Ani")');
	await page.fill('textarea[name=staff_note]', 'titip di warung');
	await page.click('button:has-text("Simpan catatan")');
	await page.waitForSelector('.flash.ok');
	for (const text of ['Sudah pasti, kemas', 'Selesai dikemas', 'Sudah dikirim', 'Sudah sampai & dibayar']) await press(page, text);
	await look(page, 'plain done');
	await page.goto(SHOP + '/admin/me');
	await page.check('input[name=lang][value=en]');
	await page.click('form[action*="/me/lang"] button');
	await page.waitForSelector('.flash.ok');
	await page.goto(SHOP + '/admin');
	check('in English now', (await page.textContent('main')).includes('Money in today'));
	await page.goto(SHOP + '/admin/me');
	await page.check('input[name=lang][value=id]');
	await page.click('form[action*="/me/lang"] button');
});

await browser.close();
