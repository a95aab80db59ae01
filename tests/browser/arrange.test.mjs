// What stands in an order by hand is dragged: categories among their neighbours, the goods of a category, the goods of a collection; by mouse and by finger. The buttons beside do the same without scripts (flow tests).
import { browser, phone, journey, check, fits, accessible, login, shot, SHOP } from './browser.mjs';

async function look(page, where) {
	await fits(page, where);
	await accessible(page, where);
	check(`${where}: ${page.faults.join('; ')}`, page.faults.length === 0);
	await shot(page, where.replace(/[^a-z0-9]+/gi, '-'));
}

const names = (page, rows) => page.$$eval(rows, (x) => x.map((y) => y.querySelector('b').textContent));

// Takes the row by its grip and lets it go over another one.
async function drag(page, from, over) {
	const a = await from.boundingBox(), b = await over.boundingBox();
	await page.mouse.move(a.x + a.width / 2, a.y + a.height / 2);
	await page.mouse.down();
	await page.mouse.move(b.x + b.width / 2, b.y + b.height / 2, { steps: 8 });
	await page.mouse.up();
}

async function tree(page, tag) {
	await page.goto(SHOP + '/admin/categories');
	await look(page, `${tag} categories`);
	const top = '.tree > .twig', before = await names(page, top);
	check('there are categories', before.length >= 3);
	const grips = await page.$$(`${top} > .rowi > [data-grip]`);
	await grips[0].scrollIntoViewIfNeeded();
	await Promise.all([page.waitForURL(/at=/), drag(page, grips[1], grips[0])]);
	await page.waitForSelector('.flash.ok');
	const after = await names(page, top);
	check(`${before} became ${after}`, after[0] === before[1] && after[1] === before[0] && after.length === before.length);
	await look(page, `${tag} categories moved`);
	const id = await page.$eval(`${top} > .rowi a.g`, (x) => x.getAttribute('href'));
	await page.goto(SHOP + id);
	await page.click('summary:has-text("Gabungkan"), summary:has-text("Jadikan satu")').catch(() => {});
	await look(page, `${tag} category`);
}

async function goods(page, tag) {
	await page.goto(SHOP + '/admin/categories/1/goods');
	await look(page, `${tag} goods of a category`);
	const rows = '[data-places] > [data-place]', before = await names(page, rows), grips = await page.$$(`${rows} [data-grip]`);
	await grips[0].scrollIntoViewIfNeeded();
	await drag(page, grips[2], grips[0]);
	check('numbers follow', (await page.$$eval(`${rows} .num`, (x) => x.slice(0, 3).map((y) => y.value).join())) === '1,2,3');
	await page.click('.bar.save button');
	await page.waitForSelector('.flash.ok');
	const after = await names(page, rows);
	check(`${before.slice(0, 3)} became ${after.slice(0, 3)}`, after[0] === before[2] && after[1] === before[0]);
}

async function collection(page, tag) {
	await page.goto(SHOP + '/admin/collections/new');
	await page.fill('input[name=name]', `Pilihan ${tag}`);
	await page.click('.bar button');
	await page.waitForSelector('.flash.ok');
	const id = (await page.$$eval('a[href*="/admin/collections/"]', (x) => x.map((y) => Number((y.getAttribute('href').match(/collections\/(\d+)/) || [])[1] || 0)))).sort((a, b) => b - a)[0];
	const at = `${SHOP}/admin/collections/${id}/goods`, rows = '[data-drop] > [data-place]';
	for (let i = 0; i < 3; i++) {
		await page.goto(at + '?q=keripik');
		await page.click('button[value=add]');
		await page.waitForFunction((n) => document.querySelectorAll('[data-drop] > [data-place]').length === n, i + 1);
	}
	await page.goto(at);
	const before = await names(page, rows), grips = await page.$$(`${rows} [data-grip]`);
	await grips[0].scrollIntoViewIfNeeded();
	await drag(page, grips[0], grips[2]);
	await page.waitForFunction((x) => { const now = document.querySelectorAll('[data-drop] b'); return document.readyState === 'complete' && !document.querySelector('.held') && now[2] && now[2].textContent === x && !document.querySelector('input[name=to]'); }, before[0]);
	await page.goto(at);
	const after = await names(page, rows);
	check(`${before} became ${after}`, after.join() === [before[1], before[2], before[0]].join());
	await look(page, `${tag} goods of a collection`);
	// Shoppers come there from the first page.
	await page.goto(SHOP + '/');
	await look(page, `${tag} home`);
	await page.click('.subs a:has-text("Semua koleksi")');
	await look(page, `${tag} collections`);
	await page.click(`.rows a:has-text("Pilihan ${tag}")`);
	await look(page, `${tag} collection`);
}

for (const width of [360, 1280]) {
	await journey(`an order by hand at ${width}`, async () => {
		const page = await phone({ width, height: width === 360 ? 640 : 800 });
		await login(page);
		await tree(page, `w${width}`);
		await goods(page, `w${width}`);
		await collection(page, `w${width}`);
	});
}
await browser.close();
