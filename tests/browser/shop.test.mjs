// Every page of the storefront as people meet it: narrow and wide, light and dark, both languages, with scripts and without, tapped twice, gone back.
import { gzipSync } from 'node:zlib';
import { writeFileSync } from 'node:fs';
import { browser, phone, journey, check, fits, accessible, shot, SHOP } from './browser.mjs';

const WIDTHS = [320, 360, 768, 1280];
const PAGES = ['/', '/products', '/products?stock=1', '/category/keripik-pedas', '/product/keripik-sanjai-balado', '/product/keripik-bayam-renyah', '/compare?p=keripik-sanjai-balado,gelamai-dodol-minang,keripik-bayam-renyah', '/search?q=balado', '/search?q=xyzzy', '/search?q=', '/info/faq', '/cart', '/track', '/page-that-is-not-there'];
const KIB = 1024;

// A picture of 16 by 16 stands for the photo of a transfer.
const proof = `${process.env.DATA}/proof.png`;
writeFileSync(proof, Buffer.from('iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAFklEQVR4nGP8z0AaYCJR/aiGUQ1DSMAMAQC4BH2bjRnMAAAAASUVORK5CYII=', 'base64'));

// What must hold on any page: it fits, nothing failed, no picture can shove the text about, headings go down step by step. axe judges a phone's pages, light and dark; `make audit` lets it judge every page, wide ones too.
async function sound(page, where) {
	await fits(page, where);
	if (page.viewportSize().width === 360) await accessible(page, where);
	check(`${where}: ${page.faults.join('; ')}`, page.faults.length === 0);
	const seen = await page.evaluate(() => ({
		loose: [...document.images].filter((i) => !i.getAttribute('width') || !i.getAttribute('height') || !i.hasAttribute('alt')).map((i) => i.src),
		levels: [...document.querySelectorAll('h1, h2, h3')].map((h) => Number(h.tagName[1])),
		unnamed: [...document.querySelectorAll('a, button')].filter((e) => !(e.textContent.trim() || e.getAttribute('aria-label') || e.querySelector('img[alt]:not([alt=""])'))).length,
		left: document.body.textContent.match(/\[\[|\]\]|\{\{|\}\}/),
		under: (() => {
			const bar = [...document.querySelectorAll('.bar, .nav')].find((e) => e.offsetHeight > 0);
			if (!bar || getComputedStyle(bar).position !== 'fixed') return false;
			scrollTo(0, document.documentElement.scrollHeight);
			const last = [...document.querySelectorAll('.foot a')].pop();
			return last ? last.getBoundingClientRect().bottom > bar.getBoundingClientRect().top + 1 : false;
		})(),
	}));
	check(`${where}: pictures without size or alt: ${seen.loose.join(' ')}`, seen.loose.length === 0);
	check(`${where}: one h1, and no heading skips a level: ${seen.levels}`, seen.levels.filter((l) => l === 1).length === 1 && seen.levels.every((l, i) => i === 0 || l - seen.levels[i - 1] <= 1));
	check(`${where}: ${seen.unnamed} links or buttons have no name`, seen.unnamed === 0);
	check(`${where}: a mark of the template is left: ${seen.left}`, !seen.left);
	check(`${where}: the bar covers the end of the page`, !seen.under);
}

// What a finger has to hit is at least 44 pixels in one direction and 40 in the other; links inside sentences are text.
async function tappable(page, where) {
	const small = await page.evaluate(() => [...document.querySelectorAll('a, button, summary, select, input:not([type=hidden], [type=radio], [type=checkbox])')].filter((e) => {
		const r = e.getBoundingClientRect();
		if (!r.width || !r.height || e.closest('.vh, .skip, .prose, [hidden]') || e.matches('.vh, .skip') || getComputedStyle(e).display === 'inline') return false;
		return r.height < 43.5 || r.width < 40;
	}).map((e) => `${e.tagName} ${e.className} "${(e.textContent || e.name || '').trim().slice(0, 30)}" ${Math.round(e.getBoundingClientRect().width)}x${Math.round(e.getBoundingClientRect().height)}`));
	check(`${where}: too small for a finger: ${[...new Set(small)].join(' | ')}`, small.length === 0);
}

async function put(page, slug = 'keripik-bayam-renyah', go = 'cart') {
	await page.goto(`${SHOP}/product/${slug}`);
	await Promise.all([page.waitForNavigation(), page.click(`.buy button[value=${go}]`)]);
}

async function fill(page, js) {
	await page.fill('input[name=name]', 'Bu Yeni');
	await page.fill('input[name=phone]', '0812 0000 0042');
	if (js) {
		await page.fill('input[data-district-search]', 'koto bal');
		await page.click('[role=option]:has-text("Koto Balingka")');
		await page.waitForSelector('input[name=zone]');
	} else {
		await page.fill('input[name=kec]', 'Koto Balingka');
		await page.click('button[value=find]');
	}
	await page.fill('textarea[name=address]', 'Jorong Pasar, sebelah musala');
	if (!js) await page.click('noscript button[value=show], button[value=show]:not(.vh)');
	await page.check('input[name=pay][value=transfer]');
}

const orders = (page) => page.goto(`${SHOP}/track`).then(() => page.locator('a.card[href*="/order/"]').count());

for (const dark of [false, true])
	for (const width of WIDTHS) {
		const lang = dark ? '/en' : '';

		await journey(`every page at ${width}, ${dark ? 'dark, English' : 'light, Indonesian'}`, async () => {
			const page = await phone({ width, dark });
			for (const path of PAGES) {
				await page.goto(SHOP + lang + path);
				await sound(page, `${lang}${path} at ${width}${dark ? ' dark' : ''}`);
				if (width === 360) await tappable(page, lang + path);
			}
			await put(page);
			await page.goto(`${SHOP}${lang}/cart`);
			await sound(page, `full cart at ${width}`);
			if (width === 360) await tappable(page, 'full cart');
			await page.goto(`${SHOP}${lang}/checkout`);
			await sound(page, `checkout at ${width}`);
			await page.click('button[value=place]');
			await page.waitForSelector('.errs');
			await sound(page, `checkout refused at ${width}`);
			await fill(page, true);
			await sound(page, `checkout filled at ${width}`);
			if (width === 360) await tappable(page, 'checkout');
			await page.click('button[value=place]');
			await page.waitForURL(/\/order\/[^/]+\/pay/);
			await sound(page, `pay at ${width}`);
			if (width === 360) await tappable(page, 'pay');
			await shot(page, `shop-pay-${width}${dark ? '-dark' : ''}`);
			await page.goto(page.url().replace(/\/pay.*/, ''));
			await sound(page, `order at ${width}`);
			if (width === 360) await tappable(page, 'order');
			await page.goto(`${SHOP}${lang}/track`);
			await sound(page, `orders at ${width}`);
		});
	}

await journey('every page without scripts at 320', async () => {
	const page = await phone({ js: false, width: 320 });
	for (const path of PAGES) {
		await page.goto(SHOP + path);
		await fits(page, path);
		check(`${path}: ${page.faults.join('; ')}`, page.faults.length === 0);
	}
});

await journey('goods in columns or one below the other, as this phone remembers it', async () => {
	const page = await phone();
	const columns = () => page.evaluate(() => getComputedStyle(document.querySelector('[data-list]')).gridTemplateColumns.split(' ').length);
	const pressed = () => page.$$eval('.as button', (x) => x.map((b) => b.getAttribute('aria-pressed')).join());
	await page.goto(SHOP + '/products');
	check('two columns', await columns() === 2 && await pressed() === 'true,false');
	check('no summaries', !await page.locator('[data-list] .sum').first().isVisible());
	await page.click('.as button:last-child');
	check('one', await columns() === 1 && await pressed() === 'false,true');
	check('with more words', await page.locator('[data-list] .sum').first().isVisible());
	await sound(page, 'goods one below the other');
	await tappable(page, 'goods one below the other');
	// On another list it is so from the first: the element of the list finds the page as it will be.
	await page.addInitScript(() => new MutationObserver((_, o) => {
		if (document.querySelector('[data-list]')) {
			window.first = document.documentElement.className;
			o.disconnect();
		}
	}).observe(document, { childList: true, subtree: true }));
	await page.goto(SHOP + '/search?q=keripik');
	check('from the first', await page.evaluate(() => window.first) === 'as-list' && await columns() === 1 && await pressed() === 'false,true');
	await page.click('.as button:first-child');
	await page.reload();
	check('and back', await columns() === 2 && await pressed() === 'true,false');
	const plain = await phone({ js: false });
	await plain.goto(SHOP + '/products');
	check('no buttons without scripts', !await plain.locator('.as').isVisible());
});

await journey('goods side by side, remembered on this phone alone', async () => {
	const page = await phone();
	const link = () => page.locator('a[data-compare="1"]');
	const names = () => page.$$eval('.cmp thead a:not(.ib)', (x) => x.map((a) => a.getAttribute('href')));
	const goods = ['kue-sapik-santan', 'gelamai-dodol-minang', 'keripik-bayam-renyah', 'rakik-kacang-tanah', 'keripik-sanjai-balado'];
	for (const [i, slug] of goods.entries()) {
		await page.goto(`${SHOP}/product/${slug}`);
		const words = await link().textContent();
		check(`the link counts: ${words}`, i ? words.includes(`(${Math.min(i + 1, 4)})`) : !words.includes('('));
		await Promise.all([page.waitForNavigation(), link().click()]);
	}
	check(`the four newest: ${await names()}`, (await names()).join() === goods.slice(1).map((s) => `/product/${s}`).join());
	await sound(page, 'goods side by side');
	await tappable(page, 'goods side by side');
	const box = page.locator('.cmp');
	check('it scrolls by itself', await box.evaluate((b) => b.scrollWidth > b.clientWidth));
	const before = await page.locator('.cmp tbody th').first().boundingBox();
	await box.evaluate((b) => b.scrollTo(200, 0));
	check('names of the rows stay', Math.abs((await page.locator('.cmp tbody th').first().boundingBox()).x - before.x) < 1);
	await Promise.all([page.waitForNavigation(), page.locator('.cmp thead .ib').first().click()]);
	check('one is left out', (await names()).length === 3);
	await page.goto(`${SHOP}/product/${goods[0]}`);
	check('and forgotten', (await link().textContent()).includes('(4)') && !(await link().getAttribute('href')).includes(goods[1]));
	// A link that somebody sent shows its goods and leaves the list alone.
	await page.goto(`${SHOP}/compare?p=${goods[1]}`);
	check('as sent', (await names()).length === 1);
	await page.goto(`${SHOP}/product/${goods[0]}`);
	check('as before', (await link().textContent()).includes('(4)'));
	check('no cookie', (await page.context().cookies()).length === 0);
	check(page.faults.join('; '), page.faults.length === 0);
});

await journey('a page weighs at most 40 KiB, its first picture too, and that picture does not wait', async () => {
	const page = await phone();
	for (const path of ['/', '/products', '/product/keripik-sanjai-balado', '/search?q=balado', '/cart', '/info/faq']) {
		const files = new Map();
		const take = async (r) => {
			if (['document', 'stylesheet', 'script'].includes(r.request().resourceType())) files.set(r.url(), gzipSync(await r.body()).length);
		};
		page.on('response', take);
		await page.goto(SHOP + path, { waitUntil: 'networkidle' });
		page.off('response', take);
		const sum = [...files.values()].reduce((a, b) => a + b, 0);
		check(`${path} weighs ${sum} bytes: ${[...files].join(' ')}`, sum > 4 * KIB && sum <= 40 * KIB);
		const first = await page.evaluate(() => {
			const i = [...document.images].find((x) => x.getBoundingClientRect().width > 100);
			return i && { src: i.currentSrc, lazy: i.loading === 'lazy' };
		});
		if (!first) continue;
		const picture = (await (await page.request.get(first.src)).body()).length;
		check(`${path}: the first picture has ${picture} bytes, lazy ${first.lazy}`, picture <= 40 * KIB && !first.lazy);
	}
});

await journey('nothing jumps while a page loads', async () => {
	const page = await phone();
	for (const path of ['/', '/products', '/product/keripik-sanjai-balado', '/info/faq']) {
		await page.addInitScript(() => {
			window.jumped = 0;
			new PerformanceObserver((l) => { for (const e of l.getEntries()) if (!e.hadRecentInput) window.jumped += e.value; }).observe({ type: 'layout-shift', buffered: true });
		});
		await page.goto(SHOP + path, { waitUntil: 'networkidle' });
		const jumped = await page.evaluate(() => window.jumped);
		check(`${path} jumps by ${jumped}`, jumped < 0.02);
	}
});

await journey('a variant is chosen with scripts: price, address and picture follow, Back leads to the list', async () => {
	const page = await phone();
	await page.goto(`${SHOP}/products`);
	await page.click('.item h3 a[href$="/keripik-sanjai-balado"]');
	const before = await page.textContent('[data-v=price]');
	await page.click('label.pill:has-text("500 g")');
	await page.waitForFunction((was) => document.querySelector('[data-v=price]').textContent !== was, before);
	await page.click('label.pill:has-text("Pedas sekali")');
	const id = await page.inputValue('#pilih input[name=variant]');
	check('the address names the variant', new URL(page.url()).searchParams.get('v') === id);
	const price = await page.textContent('[data-v=price]');
	await page.reload();
	check('the same price after loading again', (await page.textContent('[data-v=price]')) === price);
	check('both choices are marked', (await page.locator('.pill input:checked').count()) === 2);
	await page.goBack();
	check('Back is the list', page.url() === `${SHOP}/products`);
});

await journey('a card of one kind is put in the cart from the list, and the list stays', async () => {
	const page = await phone();
	await page.goto(`${SHOP}/products`);
	await Promise.all([page.waitForNavigation(), page.locator('.item button').first().click()]);
	check('still the list', new URL(page.url()).pathname === '/products');
	check('it says so and leads to the cart', await page.isVisible('.flash a[href*="/cart"]'));
	check('the cart counts one', (await page.textContent('.top .ib b')) === '1');
});

await journey('five quick taps on + are one number; what was taken out comes back', async () => {
	const page = await phone();
	await put(page);
	await page.goto(`${SHOP}/cart`);
	const plus = page.locator('.qty [data-step="1"]');
	const sent = [];
	page.on('request', (r) => { if (r.method() === 'POST') sent.push(r.url()); });
	for (let i = 0; i < 4; i++) await plus.click();
	await page.waitForResponse((r) => r.url().includes('/cart/set'));
	await page.waitForLoadState('networkidle');
	check(`one request, not ${sent.length}`, sent.length === 1);
	check('five pieces', (await page.inputValue('.qty input')) === '5');
	await page.click('button[name=take]');
	await page.waitForSelector('form.flash');
	await page.click('form.flash button');
	await page.waitForSelector('.qty input');
	check('five again', (await page.inputValue('.qty input')) === '5');
});

await journey('two taps on the order button make one order; Back does not make another', async () => {
	const page = await phone();
	await put(page, 'keripik-bayam-renyah', 'buy');
	await page.waitForURL(/checkout/);
	await fill(page, true);
	await page.locator('button[value=place]').dblclick();
	await page.waitForURL(/\/order\/[^/]+\/pay/);
	const order = page.url();
	await page.goBack();
	if (/checkout/.test(page.url()) && await page.isVisible('button[value=place]')) {
		await page.click('button[value=place]');
		await page.waitForLoadState();
	}
	check('one order', (await orders(page)) === 1);
	await page.goto(order);
	await page.setInputFiles('input[type=file]', proof);
	check('the name of the photo is shown', (await page.textContent('.drop [data-names]')).includes('proof.png'));
	await page.locator('form[enctype] button').dblclick();
	await page.waitForSelector('.flash');
	check('one photo', (await page.locator('.proofs li').count()) === 1);
});

await journey('what was typed at the checkout is there again after Back', async () => {
	const page = await phone();
	await put(page, 'keripik-bayam-renyah', 'buy');
	await page.waitForURL(/checkout/);
	await page.fill('input[name=name]', 'Pak Buyung');
	await page.fill('textarea[name=address]', 'Dekat jembatan');
	await page.goto(`${SHOP}/info/privasi`);
	await page.goBack();
	check('the name', (await page.inputValue('input[name=name]')) === 'Pak Buyung');
	check('the address', (await page.inputValue('textarea[name=address]')) === 'Dekat jembatan');
});

await journey('a signal that is lost loses nothing: the form is sent when it is back', async () => {
	const page = await phone();
	await put(page, 'keripik-bayam-renyah', 'buy');
	await page.waitForURL(/checkout/);
	await fill(page, true);
	await page.context().setOffline(true);
	await page.check('input[name=pay][value=cod]');
	await page.check('input[name=pay][value=transfer]');
	await page.context().setOffline(false);
	page.faults.length = 0;
	await page.click('button[value=place]');
	await page.waitForURL(/\/order\/[^/]+\/pay/);
	check('one order', (await orders(page)) === 1);
});

await journey('each form without scripts: choice, number, district, cart, order, photo, finding it again', async () => {
	const page = await phone({ js: false });
	await page.goto(`${SHOP}/product/keripik-sanjai-balado`);
	const before = await page.textContent('[data-v=price]');
	await page.click('label.pill:has-text("500 g")');
	await page.click('button[formaction]:has-text("Lihat pilihan")');
	check('the price follows', (await page.textContent('[data-v=price]')) !== before);
	await page.click('.qty button[value="1"]');
	check('one more', (await page.inputValue('input[name=qty] >> nth=0')) === '2');
	check('the choice is kept', (await page.locator('.pill:has-text("500 g") input:checked').count()) === 1);
	await page.fill('#tujuan', 'Koto Balingka');
	await page.click('.ask button');
	await page.waitForLoadState();
	check('what delivery costs', (await page.textContent('#antar')).includes('Koto Balingka'));
	await page.click('.buy button[value=cart]');
	await page.waitForSelector('.flash');
	await page.goto(`${SHOP}/cart`);
	await page.click('.qty button[value="1"]');
	await page.waitForLoadState();
	const qty = Number(await page.inputValue('.qty input'));
	check(`the cart has ${qty}`, qty >= 2);
	await page.click('.bar a.btn.p');
	await page.click('button[value=place]');
	check('the refusal says what is missing', await page.isVisible('.errs'));
	await fill(page, false);
	await page.click('button[value=place]');
	await page.waitForURL(/\/order\/[^/]+\/pay/);
	await page.setInputFiles('input[type=file]', proof);
	check('the browser shows the file', await page.evaluate(() => getComputedStyle(document.querySelector('.drop input')).opacity === '1'));
	await fits(page, 'pay without scripts');
	await page.click('form[enctype] button');
	await page.waitForSelector('.flash');
	const number = (await page.textContent('.crumb a[href*="/order/"]')).trim();

	const other = await phone({ js: false });
	await other.goto(`${SHOP}/track`);
	await other.fill('input[name=number]', number);
	await other.fill('input[name=digits]', '0042');
	await other.click('#cari button');
	await other.waitForURL(/\/order\//);
	check('the same order on another phone', (await other.textContent('main')).includes(number));
	await other.goto(`${SHOP}/search`);
	await other.fill('.find input[name=q] >> nth=0', 'pisang');
	await other.press('.find input[name=q] >> nth=0', 'Enter');
	check('found', (await other.locator('.item').count()) > 0);
	await other.goto(`${SHOP}/products#saring`);
	await other.check('#saring input[name=stock]');
	await other.click('#saring button');
	check('only what is there', /stock=1/.test(other.url()));
});

await journey('a list narrowed on a phone', async () => {
	const page = await phone();
	await page.goto(`${SHOP}/category/keripik`);
	const all = await page.locator('[data-list] .item').count();
	await page.click('a[href="#saring"]');
	const see = page.locator('[data-see]');
	const before = await see.textContent();
	await page.click('[data-from] >> nth=0');
	await page.waitForFunction((was) => document.querySelector('[data-see]').textContent !== was, before);
	const told = Number((await see.textContent()).replace(/\D/g, ''));
	check('a band fills the field and the button counts', told > 0 && told < all && (await page.inputValue('input[name=to]')) !== '');
	await see.click();
	await page.waitForURL(/\?to=/);
	check('as many as the button said', (await page.locator('[data-list] .item').count()) === told);
	await fits(page, 'chips');
	await page.click('.as button:last-child');
	await page.reload();
	check('the list is remembered, without a cookie', (await page.getAttribute('.as button:last-child', 'aria-pressed')) === 'true' && (await page.context().cookies()).length === 0);
	await fits(page, 'as a list');
	await page.click('.chips .chip >> nth=1');
	await page.waitForURL((u) => u.search === '');
	check('a chip takes it back', (await page.locator('[data-list] .item').count()) === all);
});

await browser.close();
