// The owner at 360 pixels and at a desk, scripts on and off: new goods with a photo in one form, a second variant, price on the spot, stock, archive and the way back.
import { browser, phone, journey, check, login, SHOP, look } from './browser.mjs';
import { resolve } from 'node:path';

const photo = resolve('sql/demo/pictures/gelamai.webp');

async function save(page) {
	await page.click('.save button[value=save]');
}

async function add(page, js, tag) {
	await page.goto(SHOP + '/admin/goods');
	await look(page, `${tag} goods`);
	await page.click('.top a:has-text("Barang baru")');
	await look(page, `${tag} new goods`);
	await page.fill('input[name=name]', `Kerupuk ${tag}`);
	await page.fill('input[name=v0_price]', '12.500');
	await page.fill('input[name=v0_cost]', '9.000');
	if (js) check('profit while typing', (await page.textContent('[data-profit]')).includes('3.500'));
	await page.fill('input[name=v0_stock]', '20');
	await page.setInputFiles('input[name=photo] >> nth=-1', photo);
	if (js) await page.waitForFunction(() => !document.querySelector('[aria-busy]'));
	await save(page);
	await page.waitForSelector('.flash.ok');
	await look(page, `${tag} saved`);
	for (let i = 0; i < 240 && !(await page.$('.photos img.pic[src*="/media/"]')); i++) {
		await page.waitForTimeout(500);
		await page.reload();
	}
	check('the photo is ready', await page.$('.photos img.pic[src*="/media/"]'));
}

async function grow(page, js, tag) {
	await page.click('summary:has-text("Varian")');
	await page.fill('input[name=opt0]', 'Isi');
	await page.click('button[value=more]');
	await page.waitForSelector('input[name=v1_price]');
	check('the name stayed', (await page.inputValue('input[name=name]')) === `Kerupuk ${tag}`);
	await look(page, `${tag} two rows`);
	await page.click('button[value=more]');
	await page.waitForSelector('input[name=v2_price]');
	await page.click('tbody:has(input[name=v2_price]) .rm button');
	await page.waitForSelector('input[name=v2_price]', { state: 'detached' });
	await page.fill('input[name=v0_o0]', '100 g');
	await page.fill('input[name=v1_o0]', '250 g');
	await page.fill('input[name=v1_price]', '24.000');
	await page.click('tbody:has(input[name=v1_price]) summary');
	await page.fill('input[name=v1_was]', '20.000');
	await save(page);
	await page.waitForSelector('.errs');
	check('the struck price is told', (await page.textContent('main')).includes('Harga coret harus di atas'));
	await look(page, `${tag} refused`);
	await page.fill('input[name=v1_was]', '30.000');
	await save(page);
	await page.waitForSelector('.flash.ok');
}

async function rest(page, tag) {
	const path = new URL(page.url()).pathname;
	await page.goto(SHOP + path + '/stock');
	await look(page, `${tag} stock`);
	await page.click('label.opt:has-text("Tambah")');
	await page.fill('input[name=qty]', '5');
	await page.click('#ubah button');
	await page.waitForSelector('.plus');
	await look(page, `${tag} ledger`);
	await page.goto(SHOP + '/admin/goods?q=dakak');
	await page.fill('.quick input[name=count]', '40');
	await page.click('.quick button');
	await page.waitForSelector('.flash.ok');
	await page.goto(SHOP + path);
	await page.click('summary:has-text("Tidak dibuat lagi")');
	await page.click('button[value=archived]');
	await page.waitForSelector('form.flash');
	await look(page, `${tag} archived`);
	await page.click('form.flash button');
	await page.waitForSelector('.flash.ok');
	for (const p of ['/admin/goods/1', '/admin/categories', '/admin/categories/1', '/admin/categories/new', '/admin/pages', '/admin/pages/1', '/admin/goods?q=zzz', '/admin/goods?status=draft']) {
		await page.goto(SHOP + p);
		await look(page, `${tag} ${p}`);
	}
}

for (const [tag, options] of [['phone', {}], ['no script', { js: false }], ['desk', { width: 1280, height: 900, dark: true }]]) {
	await journey(`the owner's goods, ${tag}`, async () => {
		const page = await phone(options);
		await login(page);
		await add(page, options.js !== false, tag);
		await grow(page, options.js !== false, tag);
		await rest(page, tag);
	});
}
await browser.close();
