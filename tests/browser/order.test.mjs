// The whole way at 360 pixels, scripts on and off: a shopper finds chips, orders them, sends a photo of the transfer; the owner finds the money, packs, ships; the shopper sees it coming and takes it in.
import { browser, phone, journey, check, login, SHOP, look } from './browser.mjs';
import { writeFileSync } from 'node:fs';

// A tiny PNG, drawn by hand: stands for the screenshot of a transfer.
const proof = `${process.env.DATA}/transfer.png`;
writeFileSync(proof, Buffer.from('iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAFklEQVR4nGP8z0AaYCJR/aiGUQ1DSAMAQC4BH2bjRnMAAAAASUVORK5CYII=', 'base64'));

// Province, regency, district: by typing where scripts run, by one step per level where they don't.
async function district(page, js) {
	if (js) {
		await page.fill('input[data-district-search]', 'koto bal');
		await page.click('[role=option]:has-text("Koto Balingka")');
		return;
	}
	await page.fill('input[name=kec]', 'Koto Balingka');
	await page.click('button[value=find]');
	if (await page.isVisible('input[name=pick]')) {
		await page.check('input[name=pick]');
		await page.click('button[value=find] >> nth=-1');
	}
}

async function buy(page, js, tag) {
	await page.goto(SHOP + '/');
	await look(page, `${tag} home`);
	check('no cookie before the first POST', (await page.context().cookies()).length === 0);
	await page.click('.nav a:has-text("Kategori")');
	await look(page, `${tag} goods`);
	await page.goto(SHOP + '/search?q=balado');
	await look(page, `${tag} search`);
	await page.click('.item h3 a:has-text("Sanjai Balado")');
	await look(page, `${tag} product`);
	await page.click('label.pill:has-text("250 g")');
	if (js) await page.waitForFunction(() => document.querySelector('[data-v=price]').textContent.includes('22.500'));
	await page.click('.bar button[name=go][value=cart]');
	await page.waitForSelector('.flash');
	await page.goto(SHOP + '/cart');
	check('250 g is in the cart', (await page.textContent('main')).includes('250 g'));
	await look(page, `${tag} cart`);
	await page.click('.bar a.btn.p');
	await page.waitForURL(/checkout/);
	await look(page, `${tag} checkout`);
}

async function checkout(page, js, tag) {
	await page.fill('input[name=name]', 'Bu Yeni');
	await page.fill('input[name=phone]', '0812 0000 0042');
	await district(page, js);
	await page.fill('textarea[name=address]', 'Jorong Pasar, sebelah musala');
	if (js) await page.waitForSelector('input[name=zone]:checked');
	else await page.click('noscript button, button[value=show]:not(.vh)');
	await page.check('input[name=pay][value=transfer]');
	check('the name is still there', (await page.inputValue('input[name=name]')) === 'Bu Yeni');
	await look(page, `${tag} checkout filled`);
	await page.click('button[value=place]');
	await page.waitForURL(/\/order\/[^/]+\/pay/);
	await look(page, `${tag} pay`);
	const amount = (await page.textContent('.big')).replace(/\D/g, '');
	check('the last three digits are marked', (await page.textContent('.big mark')).length === 3);
	await page.setInputFiles('input[type=file]', proof);
	if (await page.isVisible('form[enctype] button:not([type=button])')) await page.click('form[enctype] button:not([type=button])');
	await page.waitForSelector('.flash');
	await look(page, `${tag} proof sent`);
	return { amount, order: page.url().replace(/\/pay.*|\?.*/g, '') };
}

for (const js of [true, false]) {
	const tag = js ? 'js' : 'plain';

	await journey(`from the shop window to a delivered parcel, scripts ${js ? 'on' : 'off'}`, async () => {
		const shopper = await phone({ js });
		await buy(shopper, js, tag);
		const { amount, order } = await checkout(shopper, js, tag);

		const owner = await phone({ js });
		await owner.goto(SHOP + '/admin/login');
		await look(owner, `${tag} login`);
		await login(owner);
		await look(owner, `${tag} admin home`);
		await owner.click('.acts a >> nth=0');
		await look(owner, `${tag} admin orders`);
		await owner.click('a.ord >> nth=0');
		await look(owner, `${tag} admin order`);
		check('the owner sees the same amount', (await owner.textContent('.big')).replace(/\D/g, '') === amount);
		for (const step of ['Uang sudah masuk', 'Selesai dikemas', 'Kirim', 'Sudah sampai']) {
			if (step === 'Kirim' && await owner.isVisible('input[name=tracking]')) {
				if (await owner.isVisible('input[name=courier]')) await owner.fill('input[name=courier]', 'Mobil toko');
				await owner.fill('input[name=tracking]', 'KB-1122-04');
			}
			await owner.click(`.bar button:has-text("${step}"), .bar a:has-text("${step}")`);
			await owner.waitForLoadState();
			await look(owner, `${tag} admin after ${step}`);
			await shopper.goto(order);
			await look(shopper, `${tag} order after ${step}`);
			if (step === 'Kirim') check('the number of the parcel is there', (await shopper.textContent('main')).includes('KB-1122-04'));
		}
	});
}

await browser.close();
