// Many goods changed at once, scripts on and off, on a phone and at a desk: ticked in the list, changed on the sheet, looked at, saved, taken back; arrows and a pasted column.
import { browser, phone, journey, check, fits, accessible, login, shot, SHOP } from './browser.mjs';

async function look(page, where) {
	await fits(page, where);
	await accessible(page, where);
	check(`${where}: ${page.faults.join('; ')}`, page.faults.length === 0);
	await shot(page, where.replace(/[^a-z0-9]+/gi, '-'));
}

async function whole(page, tag) {
	await page.goto(SHOP + '/admin/goods');
	await page.locator('.pick input').nth(0).check();
	await page.locator('.pick input').nth(1).check();
	await look(page, `${tag} ticked`);
	await page.click('form#many button');
	await page.waitForSelector('.wares');
	check('only what was ticked', (await page.locator('.wares select').count()) === 2);
	await look(page, `${tag} sheet`);
	const field = page.locator('.wares input[name$=_price]').first();
	const name = await field.getAttribute('name'), was = await field.inputValue();
	await field.fill('murah');
	await page.click('.save button.p');
	await page.waitForSelector('.errs');
	await look(page, `${tag} a number refused`);
	check('it is still there', (await page.inputValue(`[name=${name}]`)) === 'murah');
	await page.fill(`[name=${name}]`, '1.000');
	await page.click('.save button.p');
	await page.waitForSelector('.diff');
	await look(page, `${tag} old and new`);
	await page.click('.bar button.p');
	await page.waitForSelector('form[action$="/undo"]');
	await look(page, `${tag} saved`);
	await page.click('form[action$="/undo"] button');
	await page.waitForSelector('.flash.ok');
	await look(page, `${tag} taken back`);
	await page.goto(SHOP + '/admin/goods/sheets');
	await look(page, `${tag} last changes`);
	await page.goto(SHOP + '/admin/goods/sheet');
	check('the price is what it was', (await page.inputValue(`[name=${name}]`)) === was);
}

for (const js of [true, false]) {
	await journey(`many goods at once on a phone, scripts ${js ? 'on' : 'off'}`, async () => {
		const page = await phone({ js });
		await login(page);
		await whole(page, js ? 'sheet' : 'sheet plain');
		await page.context().close();
	});
}

await journey('a sheet at a desk: arrows, Enter and a pasted column', async () => {
	const page = await phone({ width: 1280, height: 900 });
	await login(page);
	await page.goto(SHOP + '/admin/goods/sheet');
	await look(page, 'sheet at a desk');
	const prices = page.locator('.wares input[name$=_price]');
	const focused = () => page.evaluate(() => document.activeElement.name);
	await prices.nth(0).focus();
	await page.keyboard.press('ArrowDown');
	check('down', (await focused()) === (await prices.nth(1).getAttribute('name')));
	await page.keyboard.press('Enter');
	check('Enter goes down', (await focused()) === (await prices.nth(2).getAttribute('name')));
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('ArrowRight');
	check('right', (await focused()) === (await prices.nth(1).getAttribute('name')).replace('_price', '_compare'));
	await prices.nth(0).evaluate((el) => {
		const data = new DataTransfer();
		data.setData('text/plain', '11000\t90000\n12000\t\n13000');
		el.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
	});
	check('a column is filled', (await Promise.all([0, 1, 2].map((i) => prices.nth(i).inputValue()))).join() === '11000,12000,13000');
	check('and the one beside it', (await page.locator('.wares input[name$=_compare]').nth(0).inputValue()) === '90000');
	await page.click('.save button.p');
	await page.waitForSelector('.diff');
	await look(page, 'sheet at a desk, old and new');
	await page.context().close();
});

await browser.close();
