// Posting from a phone of 360 pixels: from the goods to a post, the words counted live against each network, pictures put in order, planned and seen in the calendar; with scripts and without, light and dark.
import { browser, phone, journey, check, login, shot, SHOP, look } from './browser.mjs';
import { execFileSync } from 'node:child_process';

const db = process.env.DATA + '/etalase.db';

// Two accounts, as connecting leaves them; nothing is published here.
function connected() {
	execFileSync('python3', ['-c', 'import sqlite3,sys\nc=sqlite3.connect(sys.argv[1],timeout=20)\nc.execute("INSERT INTO social_account (channel,remote,page,name,token,state,added_at) VALUES (\'facebook\',\'1\',\'1\',\'Mande Rani\',\'x\',\'ok\',1),(\'instagram\',\'2\',\'1\',\'mande.rani\',\'x\',\'ok\',1)")\nc.commit()', db]);
}

await journey('a draft without an account', async () => {
	const page = await phone();
	await login(page);
	await page.goto(SHOP + '/admin/posts');
	await look(page, 'posts none');
	check('a button leads to connecting', await page.isVisible('a[href$="/admin/channels"]'));
	await page.click('form[action$="/posts/new"] button');
	await page.waitForURL(/\/posts\/\d+/);
	await page.fill('textarea[name=body]', 'Besok kami buka');
	await page.click('.bar button[value=save]');
	await page.waitForURL(/[?&]m=/);
	check('what was typed is there', await page.inputValue('textarea[name=body]') === 'Besok kami buka');
	await page.context().close();
});

connected();

for (const js of [true, false]) {
	await journey(`from the goods to a planned post, scripts ${js}`, async () => {
		const page = await phone({ js, dark: !js });
		await login(page);
		await page.goto(SHOP + '/admin/goods');
		await page.click('.brg a.g');
		await page.click('form[action$="/posts/new"] button');
		await page.waitForURL(/\/posts\/\d+$/);
		const at = page.url();
		await look(page, `post compose ${js}`);
		check('two networks', await page.locator('[data-preview]').count() === 2);
		await page.fill('textarea[name=body]', 'Sore ini {nama} #a #b @toko\nkode {kode}\nsisa {harga_lama}');
		if (js) {
			const words = await page.locator('[data-preview] [data-words]').first().textContent();
			check('filled while typing: ' + words, words.includes('kode K12') && !words.includes('{'));
			check('hashtags counted', await page.locator('[data-hash]').first().textContent() === '2');
			check('names counted', await page.locator('[data-ats]').first().textContent() === '1');
			await page.fill('textarea[name=body]', 'x'.repeat(2201));
			check('too long for Instagram', await page.locator('[data-chars].over').count() === 1);
			await page.fill('textarea[name=body]', 'Sore ini {nama}');
			await page.check('input[name=sticker]');
			await page.check('input[name=frame]');
			check('price and frame are seen at once', await page.locator('.shot.framed .prc:visible').count() === 2);
			await page.uncheck('input[name=frame]');
			check('and gone at once', await page.locator('.shot.framed').count() === 0);
		}
		await page.click('button[value=preview]');
		await page.waitForURL(/#contoh/);
		const live = await page.locator('[data-chars]').first().textContent();
		check('the server counts alike', Number(live) === (await page.locator('[data-preview] [data-words]').first().innerText()).length);
		await page.click('button[value=goods]');
		await page.waitForURL(/\/goods$/);
		await look(page, `post goods ${js}`);
		await page.locator('.pickg:has(input:not(:checked))').first().click();
		await page.click('.bar button');
		await page.waitForURL(/\/posts\/\d+$/);
		const order = await page.locator('input[name=pic]').evaluateAll((all) => all.map((e) => e.value));
		await page.click(`button[value="up.${order[1]}"]`);
		await page.waitForURL(/#foto/);
		check('one place forward', await page.locator('input[name=pic]').first().inputValue() === order[1]);
		const year = new Date().getFullYear() + 1;
		check('no day is asked for now', !await page.isVisible('input[name=day]'));
		await page.check('input[name=when][value=later]');
		check('a time stands ready', /^\d\d:00$/.test(await page.inputValue('input[name=time]')));
		await page.fill('input[name=day]', `${year}-01-15`);
		await page.fill('input[name=time]', '08:30');
		for (let i = 0; ; i++) {	// the demo's pictures are still being made at first
			await page.click('button[value=send]');
			await page.waitForLoadState();
			if (await page.locator('textarea[name=body]').count() === 0 || i > 180) break;
			await page.waitForTimeout(1000);
		}
		check('it is on its way', page.url().startsWith(at) && await page.locator('textarea[name=body]').count() === 0);
		await look(page, `post out ${js}`);
		await page.goto(SHOP + `/admin/posts/calendar?month=${year}-01-01`);
		await look(page, `posts calendar ${js}`);
		check('it stands in the calendar', await page.locator('.calp').count() >= 1);
		await page.goto(SHOP + '/admin/posts');
		await look(page, `posts list ${js}`);
		for (const where of ['captions', 'captions/new', 'daily']) {
			await page.goto(SHOP + '/admin/posts/' + where);
			await look(page, `posts ${where} ${js}`);
		}
		await page.context().close();
	});
}

await browser.close();
