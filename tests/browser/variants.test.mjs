// Many variants, scripts on and off: combinations made of a simple product, a row changed on a phone and at a desk, and the choice in the shop, where many values are a list and photo, price and address follow.
import { browser, phone, journey, check, login, SHOP, look } from './browser.mjs';

async function combine(page, tag) {
	await page.goto(SHOP + '/admin/goods/new');
	await page.fill('input[name=name]', `Kain ${tag}`);
	await page.fill('input[name=v0_price]', '50.000');
	await page.fill('input[name=v0_stock]', '4');
	await page.click('.save button[value=save]');
	await page.waitForSelector('.flash.ok');
	const path = new URL(page.url()).pathname;
	await page.click('a[href$="/variants"]');
	await look(page, `${tag} one variant`);
	await page.click('a[href$="/options"]');
	await look(page, `${tag} no choice yet`);
	await page.fill('input[name=new0]', 'Motif');
	await page.fill('input[name=new0_values]', 'Parang, Kawung');
	await page.fill('input[name=new1]', 'Panjang');
	await page.fill('input[name=new1_values]', Array.from({ length: 14 }, (_, i) => `${i + 1} m`).join(', '));
	await page.fill('input[name=vn_stock]', '3');
	await page.click('form[action$="/make"] button:has-text("Buat semua kombinasi")');
	await page.waitForSelector('.flash.ok');
	check('28 rows', (await page.locator('input[name=row]').count()) === 28);
	await look(page, `${tag} 28 variants`);
	return path;
}

async function change(page, path, tag) {
	const row = page.locator('tbody[data-row]:has-text("Kawung · 14 m")');
	await row.locator('input[name$=_price]').fill('murah');
	await page.click('.save button.p');
	await page.waitForSelector('.errs');
	await look(page, `${tag} a row refused`);
	check('it is still there', (await row.locator('input[name$=_price]').inputValue()) === 'murah');
	await row.locator('input[name$=_price]').fill('98.000');
	await row.locator('input[name$=_stock]').fill('0');
	await page.click('.save button.p');
	await page.waitForSelector('.flash.ok');
	await page.goto(SHOP + path + '/options');
	await page.locator('form.card:has(h2:text-is("Motif")) button[value^="drop."]').first().click();
	await page.waitForSelector('[role=alert] button[value^="dropped."]');
	await look(page, `${tag} a value about to go`);
	await page.click('[role=alert] button[value=save]');
	await page.waitForSelector('.flash.ok');
	await page.goto(SHOP + path);
	await look(page, `${tag} the form of many`);
}

async function choose(page, js, tag) {
	await page.goto(`${SHOP}/search?q=kain+${encodeURIComponent(tag)}`);
	await page.click('.item h3 a');
	await look(page, `${tag} in the shop`);
	const list = page.locator('#pilih select');
	check('one list', (await list.count()) === 1);
	await page.click('label.pill:has-text("Kawung")');
	if (js) {
		check('what is sold out says so', (await list.locator('option.off').allTextContents()).join() === '14 m · tidak tersedia');
		await list.selectOption({ index: 13 });
		check('price follows', (await page.textContent('[data-v=price]')).includes('98.000'));
		check('it cannot be bought', await page.isDisabled('.bar [data-buy]'));
		check('the address follows', new URL(page.url()).searchParams.get('v') === (await page.inputValue('#pilih input[name=variant]')));
		await page.click('label.pill:has-text("Parang")');
		check('nothing is marked any more', (await list.locator('option.off').count()) === 0);
		check('the price is the other one', (await page.textContent('[data-v=price]')).includes('50.000'));
	} else {
		await list.selectOption({ index: 13 });
		await page.click('button[formaction]:has-text("Lihat pilihan")');
		await page.waitForURL(/v=\d+/);
		check('the price came along', (await page.textContent('[data-v=price]')).includes('98.000'));
	}
	await look(page, `${tag} chosen`);
}

for (const [tag, options] of [['phone', {}], ['polos', { js: false }], ['meja', { width: 1280, height: 900, dark: true }]]) {
	await journey(`many variants, ${tag}`, async () => {
		const page = await phone(options);
		await login(page);
		const path = await combine(page, tag);
		await change(page, path, tag);
		await choose(page, options.js !== false, tag);
	});
}
await browser.close();
