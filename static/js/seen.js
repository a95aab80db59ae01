/*
 * What was looked at on this phone: <section data-seen="ID of the goods on this page, or nothing" hidden> with a button and an empty list. The ids stay in this browser's own storage, at most twelve; the shop
 * is only asked what those cost today, when the reader comes near, and forgets the question. Goods that are gone leave the list.
 */
import { all, on, ownPrices } from "./common.js";

const KEY = "seen";
const MOST = 12;

function read() {
	try {
		const ids = JSON.parse(localStorage.getItem(KEY));
		return Array.isArray(ids) ? ids.filter((id) => Number.isSafeInteger(id) && id > 0).slice(0, MOST) : [];
	} catch {
		return [];
	}
}

function write(ids) {
	try {
		if (ids.length)
			localStorage.setItem(KEY, JSON.stringify(ids.slice(0, MOST)));
		else
			localStorage.removeItem(KEY);
	} catch {
		/* storage is off: then nothing is remembered */
	}
}

function el(name, type, text) {
	const e = document.createElement(name);
	e.className = type;
	if (text)
		e.textContent = text;
	return e;
}

function card(x) {
	const li = el("li", x.s ? "item out" : "item");
	const inside = el("div", "in");
	const title = el("h3", "");
	const link = el("a", "", x.n);
	const price = el("p", x.w ? "price cut" : "price", "");

	if (x.i) {
		const img = new Image(400, 400);
		img.className = `pic t${x.t}${x.f ? " photo" : ""}`;
		img.alt = "";
		img.loading = "lazy";
		img.src = x.i;
		li.append(img);
	}
	link.href = x.u;
	title.append(link);
	if (!ownPrices()) {
		if (x.m)
			price.append(el("span", "sm q", x.m), " ");
		price.append(x.p);
		if (x.w)
			price.append(" ", el("s", "", x.w));
	}
	inside.append(title, price);
	if (x.s)
		inside.append(el("span", "rd n dot", x.s));
	li.append(inside);
	return li;
}

async function show(box, ids) {
	const r = await fetch(`/cards?lang=${document.documentElement.lang}&ids=${ids}`, { credentials: "omit" });
	if (!r.ok)
		return;
	const { goods } = await r.json();
	const here = new Set(goods.map((x) => x.id));
	write(read().filter((id) => here.has(id) || !ids.includes(id)));
	box.querySelector("ul").replaceChildren(...goods.map(card));
	box.hidden = goods.length === 0;
}

for (const box of all("[data-seen]")) {
	const now = Number(box.dataset.seen);
	const before = read().filter((id) => id !== now);
	const near = new IntersectionObserver((seen) => {
		if (!seen.some((x) => x.isIntersecting))
			return;
		near.disconnect();
		show(box, before).catch(() => {});
	}, { rootMargin: "600px" });

	if (now)
		write([now, ...before]);
	if (before.length)
		near.observe(document.querySelector(".foot"));
	on(box.querySelector("button"), "click", () => {
		write([]);
		box.hidden = true;
		box.querySelector("ul").replaceChildren();
	});
}
