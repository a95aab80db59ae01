// What the shop offers while one types, as fingers, keys and screen readers meet it; and what was looked at on this phone.
import { gzipSync } from 'node:zlib';
import { phone, browser, journey, check, fits, accessible, shot, SHOP } from './browser.mjs';

const FIELD = '.find input[name=q]';
const options = (page) => page.locator('.top .sugg [role=option]');
const marked = (page) => page.evaluate(() => {
	const field = document.querySelector('.find input[name=q]');
	const at = document.getElementById(field.getAttribute('aria-activedescendant'));
	return at && at.getAttribute('aria-selected') === 'true' ? [...at.parentElement.children].indexOf(at) : -1;
});

for (const width of [320, 360, 768, 1280])
	await journey(`suggestions at ${width}`, async () => {
		const page = await phone({ width, dark: width === 768 });
		await page.goto(SHOP + '/');
		await page.fill(FIELD, 'kerip');
		await options(page).first().waitFor();
		await fits(page, 'suggestions');
		await accessible(page, 'suggestions');
		const seen = await page.evaluate(() => [...document.querySelectorAll('.top .sugg [role=option]')].map((li) => {
			const b = li.getBoundingClientRect();
			return [Math.round(b.height), Math.round(b.left), Math.round(b.right)];
		}));
		check(`lines as high as a finger: ${JSON.stringify(seen)}`, seen.length > 2 && seen.every(([h, l, r]) => h >= 44 && l >= 0 && r <= width));
		await shot(page, `suggest-${width}`);
		check(page.faults.join('; '), page.faults.length === 0);
	});

await journey('with the keyboard alone', async () => {
	const page = await phone({ width: 1280, height: 800 });
	await page.goto(SHOP + '/');
	await page.focus(FIELD);
	await page.keyboard.type('kerip');
	await options(page).first().waitFor();
	const field = page.locator(FIELD);
	check('a combobox that is open', await field.getAttribute('role') === 'combobox' && await field.getAttribute('aria-expanded') === 'true');
	check('it names its list', await page.locator('#' + await field.getAttribute('aria-controls')).getAttribute('role') === 'listbox');
	check('how many there are is told', /\d+ saran/.test(await page.textContent('.find [role=status]')));
	const n = await options(page).count();
	await page.keyboard.press('ArrowDown');
	check('the first', await marked(page) === 0);
	await page.keyboard.press('ArrowUp');
	check('round to the last', await marked(page) === n - 1);
	await page.keyboard.press('ArrowUp');
	check('one up', await marked(page) === n - 2);
	await page.keyboard.press('Escape');
	check('closed', await field.getAttribute('aria-expanded') === 'false' && !await options(page).first().isVisible() && await marked(page) === -1);
	check('the word stays', await field.inputValue() === 'kerip');
	await page.keyboard.type('i');
	await options(page).first().waitFor();
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Enter');
	await page.waitForURL(/\/product\//);
	await page.focus(FIELD);
	await page.keyboard.type('sanjai');
	await page.keyboard.press('Enter');
	await page.waitForURL(/\/search\?q=sanjai/);
	check(page.faults.join('; '), page.faults.length === 0);
});

await journey('one question for each rest, small answers, the last line searches', async () => {
	const page = await phone();
	const asked = [];
	page.on('request', (r) => { if (r.url().includes('/suggest?')) asked.push(r); });
	await page.goto(`${SHOP}/en/products`);
	check('nothing is fetched before the field is touched', !(await page.evaluate(() => performance.getEntriesByType('resource').some((e) => /suggest|combo/.test(e.name)))));
	await page.focus(FIELD);
	await page.waitForFunction(() => document.querySelector('.find input').getAttribute('role') === 'combobox');
	// As fast as nobody types, so that a browser that is slow makes no rest of it.
	await page.evaluate(() => {
		const field = document.activeElement;
		for (const letter of 'chips') {
			field.value += letter;
			field.dispatchEvent(new InputEvent('input', { bubbles: true }));
		}
	});
	await options(page).first().waitFor();
	check(`one question: ${asked.map((r) => r.url())}`, asked.length === 1);
	const body = await (await asked[0].response()).body();
	check(`${gzipSync(body).length} bytes`, gzipSync(body).length < 2048);
	check('in English', (await options(page).last().textContent()).includes('See everything'));
	check('no cookie', !(await asked[0].allHeaders()).cookie);
	await options(page).last().click();
	await page.waitForURL(/\/en\/search\?q=chips/);
	await page.fill(FIELD, 'zzzzqq');
	await page.waitForTimeout(600);
	check('nothing found, nothing open', !await page.locator('.top .sugg').isVisible());
	check(page.faults.join('; '), page.faults.length === 0);
});

await journey('without scripts the form searches', async () => {
	const page = await phone({ js: false });
	await page.goto(SHOP + '/');
	await page.fill(FIELD, 'sanjai');
	await page.press(FIELD, 'Enter');
	await page.waitForURL(/\/search\?q=sanjai/);
	await page.goto(`${SHOP}/product/keripik-sanjai-balado`);
	check('no empty shelf of what was seen', !await page.isVisible('[data-seen]'));
});

const down = (page) => page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));

await journey('what was looked at is remembered on the phone alone, newest first, and can be cleared', async () => {
	const page = await phone();
	const cards = page.locator('[data-seen] .item h3 a');
	await page.goto(`${SHOP}/product/keripik-sanjai-balado`);
	await down(page);
	await page.waitForTimeout(300);
	check('nothing at first', !await page.isVisible('[data-seen]'));
	await page.goto(`${SHOP}/product/gelamai-dodol-minang`);
	await down(page);
	await cards.first().waitFor();
	check('the first one', (await cards.count()) === 1 && /sanjai/.test(await cards.first().getAttribute('href')));
	await page.goto(SHOP + '/');
	await down(page);
	await cards.nth(1).waitFor();
	check('both, newest first', /gelamai/.test(await cards.first().getAttribute('href')));
	check('a price of today', /Rp/.test(await page.textContent('[data-seen] .price')));
	await fits(page, 'home with what was seen');
	await accessible(page, 'home with what was seen');
	await shot(page, 'seen-360');
	check('no cookie', (await page.context().cookies()).length === 0);
	await page.evaluate(() => localStorage.setItem('seen', JSON.stringify([...Array(40).keys()].map((i) => i + 1).concat('x', null, -1))));
	await page.goto(`${SHOP}/product/keripik-sanjai-balado`);
	check('twelve at most', (await page.evaluate(() => JSON.parse(localStorage.getItem('seen')).length)) <= 12);
	await page.evaluate(() => localStorage.setItem('seen', '{broken'));
	await page.reload();
	await page.goto(SHOP + '/');
	await down(page);
	await cards.first().waitFor();
	const button = page.locator('[data-seen] button');
	check('a button as high as a finger', (await button.boundingBox()).height >= 43.5);
	await button.click();
	check('gone from the page and the phone', !await page.isVisible('[data-seen]') && (await page.evaluate(() => localStorage.getItem('seen'))) === null);
	check(page.faults.join('; '), page.faults.length === 0);
});

await browser.close();
