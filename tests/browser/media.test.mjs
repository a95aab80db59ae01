// The library of pictures on a phone and at a desk, scripts on and off: looked through, a point tapped that cuts keep, words, one chosen for other goods; a photo that comes in
// pieces while the line is lost; and a shop whose browser knows no WebP.
import { readFileSync } from 'node:fs';
import { browser, phone, journey, check, fits, accessible, login, shot, SHOP } from './browser.mjs';

async function look(page, where) {
	await fits(page, where);
	await accessible(page, where);
	check(`${where}: ${page.faults.join('; ')}`, page.faults.length === 0);
	await shot(page, where.replace(/[^a-z0-9]+/gi, '-'));
}

const value = (page, name) => page.inputValue(`input[name=${name}]`);

let owner;

for (const [js, width] of [[true, 360], [false, 360], [true, 1280]]) {
	const tag = `${width}${js ? '' : ' no script'}`;
	await journey(`pictures at ${tag}`, async () => {
		const page = await phone({ js, width, state: owner });
		if (!owner) {
			await login(page);
			owner = await page.context().storageState();
		}
		await page.goto(SHOP + '/admin/more');
		await page.click('a[href$="/admin/media"]');
		await look(page, `${tag} pictures`);
		await page.goto(SHOP + await page.locator('.lib a').first().getAttribute('href'));
		await look(page, `${tag} one picture`);
		if (js) {
			const box = await page.locator('[data-focal]').boundingBox();
			await page.locator('[data-focal]').click({ position: { x: box.width * 0.9, y: box.height * 0.2 } });
			check('the point is where it was tapped', Math.abs(await value(page, 'focal_x') - 90) < 3 && Math.abs(await value(page, 'focal_y') - 20) < 3);
		} else {
			await page.check('input[name=place][value="1"]');
		}
		await page.fill('input[name=alt]', `Gambar ${tag}`);
		await page.click('.save button[form=gambar]');
		await page.waitForSelector('.flash.ok');
		check('the point is kept', js ? Math.abs(await value(page, 'focal_x') - 90) < 3 : await page.isChecked('input[name=place][value="1"]'));
		check('the words are kept', await value(page, 'alt') === `Gambar ${tag}`);
		await page.goto(SHOP + '/admin/goods');
		await page.goto(SHOP + (await page.locator('a[href*="/admin/goods/"]:not([href$="/new"]):not([href*="/export"])').first().getAttribute('href')).split('?')[0] + '/gallery');
		await look(page, `${tag} gallery`);
		await page.locator('.lib input').first().check();
		await page.click('.save button');
		await page.waitForSelector('.flash.ok');
	});
}

await journey('a browser without WebP', async () => {
	const page = await phone();
	// What such a browser does: no source of the type is chosen, and a picture that is one can't be shown.
	await page.route('**/*', async (route) => {
		const request = route.request();
		if (/\.webp$/.test(request.url())) return route.fulfill({ status: 200, contentType: 'image/webp', body: 'no picture' });
		if (request.resourceType() !== 'document') return route.continue();
		const answer = await route.fetch();
		return route.fulfill({ response: answer, body: (await answer.text()).replaceAll('type="image/webp"', 'type="image/unknown"') });
	});
	for (const path of ['/', '/product/keripik-sanjai-balado', '/products']) {
		await page.goto(SHOP + path);
		await page.evaluate(() => { for (const i of document.images) i.loading = 'eager'; });
		await page.waitForFunction(() => [...document.images].every((i) => i.complete && i.naturalWidth > 0));
		const types = await page.evaluate(() => [...document.images].map((i) => i.currentSrc).filter((s) => s.includes('/media/')).map((s) => s.split('.').pop()));
		check(`${path} shows JPEGs: ${types}`, types.length > 0 && types.every((t) => t === 'jpg'));
		await fits(page, path);
	}
	check(page.faults.join('; '), page.faults.length === 0);
});

// 250 kB more than a photo needs, in a chunk that nobody reads: three pieces, and too little to be made small first.
function large() {
	const photo = readFileSync('sql/demo/pictures/gelamai.webp'), junk = Buffer.alloc(250000, 7), head = Buffer.from('JUNK\0\0\0\0');
	head.writeUInt32LE(junk.length, 4);
	const all = Buffer.concat([photo, Buffer.alloc(photo.length % 2), head, junk]);
	all.writeUInt32LE(all.length - 8, 4);
	return { name: 'foto.webp', mimeType: 'image/x-unknown', buffer: all };
}

async function goods(page, name) {
	await page.goto(SHOP + '/admin/goods/new');
	await page.fill('input[name=name]', name);
	await page.fill('input[name=v0_price]', '12.500');
	await page.fill('input[name=v0_stock]', '20');
}

async function saved(page) {
	await page.waitForSelector('.flash.ok');
	for (let i = 0; i < 60 && !(await page.$('.photos img.pic[src*="/media/"]')); i++) {
		await page.waitForTimeout(500);
		await page.reload();
	}
	check('the photo is ready', await page.$('.photos img.pic[src*="/media/"]'));
}

await journey('a photo while the line is lost', async () => {
	const page = await phone({ state: owner });
	const context = page.context();
	const file = large();
	let down = false, passed = 0;
	// After the first piece the line is gone; then one piece comes whose answer does not.
	await page.route('**/admin/upload', async (route) => {
		if (passed === 1 && !down) {
			down = true;
			await context.setOffline(true);
		}
		if (down === true) return route.abort('internetdisconnected');
		if (++passed === 3) return route.fetch().then(() => route.abort('connectionreset'));
		return route.continue();
	});
	await goods(page, 'Sinyal Putus');
	await page.setInputFiles('input[name=photo] >> nth=-1', file);
	await page.waitForSelector('.newpic:has-text("Sinyal putus")');
	await fits(page, 'a photo that waits');
	await shot(page, 'a-photo-that-waits');
	check('it has come a part of the way', await page.evaluate(() => { const p = document.querySelector('.newpic progress'); return p.value > 0 && p.value < p.max; }));
	down = 'over';
	passed = 2;
	await context.setOffline(false);
	await page.waitForSelector('input[name=taken]', { state: 'attached', timeout: 60000 });
	const pieces = Math.ceil(file.buffer.length / (128 * 1024));
	check(`${pieces} pieces took ${passed - 1} requests`, pieces > 2 && passed - 1 === pieces + 1);
	await accessible(page, 'a photo that has come');
	await page.click('.save button[value=save]');
	await saved(page);
	check(page.faults.join('; '), page.faults.filter((f) => !/ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_RESET|ERR_FAILED/.test(f)).length === 0);
});

await journey('saving before the photo is here', async () => {
	const page = await phone({ state: owner });
	let go;
	const held = new Promise((yes) => { go = yes; });
	await page.route('**/admin/upload', (route) => held.then(() => route.continue()));
	await goods(page, 'Tergesa-gesa');
	await page.setInputFiles('input[name=photo] >> nth=-1', large());
	await page.waitForSelector('.newpic progress');
	await page.click('.save button[value=save]');
	check('it waits', /goods\/new/.test(page.url()));
	go();
	await saved(page);
});

await journey('photos that outlive a reload', async () => {
	const page = await phone({ state: owner });
	const file = large(), offsets = [];
	let cut = true;
	await page.route('**/admin/upload', (route) => {
		const offset = Number((route.request().postDataBuffer().toString('latin1').match(/name="offset"\r\n\r\n(\d+)/) || [])[1]);
		if (cut && offset > 0) return route.abort('internetdisconnected');
		offsets.push(offset);
		return route.continue();
	});
	await goods(page, 'Ponsel Mati');
	await page.setInputFiles('input[name=photo] >> nth=-1', file);
	await page.waitForSelector('.newpic:has-text("Sinyal putus")');
	// The phone's browser is killed: half of it has come. The same file goes on where it was.
	await goods(page, 'Ponsel Mati');
	await page.waitForSelector('text=1 foto belum sampai utuh');
	await shot(page, 'half-a-photo-after-a-reload');
	await fits(page, 'half a photo after a reload');
	cut = false;
	offsets.length = 0;
	await page.setInputFiles('input[name=photo] >> nth=-1', file);
	await page.waitForSelector('input[name=taken]', { state: 'attached' });
	check(`it began at ${offsets[0]}`, offsets[0] > 0);
	// Whole, and reloaded once more: it is there; chosen again it is there once.
	await goods(page, 'Ponsel Mati');
	await page.waitForSelector('input[name=taken]', { state: 'attached' });
	await shot(page, 'a-photo-from-before');
	await accessible(page, 'a photo from before');
	await page.setInputFiles('input[name=photo] >> nth=-1', file);
	await page.waitForFunction(() => document.querySelectorAll('.photos figure').length === 1);
	// Somebody else at the same phone sees nothing of it.
	await page.evaluate(() => { const mine = Object.keys(localStorage).find((k) => k.startsWith('upload:')); localStorage.setItem(mine.replace(/:\d+:/, ':999:'), localStorage.getItem(mine)); localStorage.removeItem(mine); });
	await goods(page, 'Ponsel Mati');
	check('nothing of another person', await page.locator('.photos figure').count() === 0);
	await page.evaluate(() => { const theirs = Object.keys(localStorage).find((k) => k.includes(':999:')); localStorage.setItem(theirs.replace(':999:', `:${document.querySelector('[data-who]').dataset.who}:`), localStorage.getItem(theirs)); });
	await goods(page, 'Ponsel Mati');
	await page.waitForSelector('input[name=taken]', { state: 'attached' });
	await page.click('.save button[value=save]');
	await saved(page);
	// Saved: when the script of the page that says so has run, the next form is empty.
	await page.waitForFunction(() => !Object.keys(localStorage).some((k) => k.startsWith('upload:') && !k.includes(':999:')));
	await goods(page, 'Yang lain');
	check('forgotten', await page.locator('.photos figure').count() === 0);
	check(page.faults.join('; '), page.faults.filter((f) => !/ERR_INTERNET_DISCONNECTED/.test(f)).length === 0);
});

await journey('no photo at all', async () => {
	const page = await phone({ state: owner });
	await goods(page, 'Bukan Foto');
	await page.setInputFiles('input[name=photo] >> nth=-1', { name: 'x.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>') });
	await page.waitForSelector('.photos .err');
	await page.click('.photos figure button.flat');
	check('it is taken off', await page.locator('.photos figure').count() === 0);
	check(page.faults.join('; '), page.faults.length === 0);
});

await browser.close();
