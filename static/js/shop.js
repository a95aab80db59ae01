/*
 * The shop's script. Every page works without it as plain links and forms; this only makes things quicker: copy buttons,
 * a live countdown, picture counter, share sheet, stepper, variants without a page load, regions filled while typing.
 * Each part looks for its own data-* attribute and does nothing where there is none. No inline script, no framework.
 */
import { copyButtons, shareFiles, submitOnce, on, all } from "./common.js";

copyButtons();
submitOnce();
shareFiles();
countdowns();
gallery();
share();
steppers();
regionSelects();
districtSearch();
searchField();
seen();
variants();
amounts();
livePages();
chosenFiles();
ticks();
comparing();

/* <span data-until="1790000000">01:47:12</span>: hours, minutes, seconds until then; at the end the page is asked again. */
function countdowns() {
	for (const el of all("[data-until]")) {
		const until = Number(el.dataset.until) * 1000;
		const late = until <= Date.now();
		if (!until || late)
			continue;
		const tick = () => {
			const s = Math.max(0, Math.round((until - Date.now()) / 1000));
			const parts = [Math.floor(s / 3600), Math.floor(s / 60) % 60, s % 60];
			el.textContent = parts.map((n) => String(n).padStart(2, "0")).join(":");
			if (s === 0) {
				clearInterval(timer);
				if (el.hasAttribute("data-reload"))
					location.reload();
			}
		};
		const timer = setInterval(tick, 1000);
		tick();
	}
}

/* .galw: the counter "2/4" and the marked thumbnail follow the swipe; a thumbnail scrolls without moving the page. */
function gallery() {
	for (const box of all(".galw")) {
		const strip = box.querySelector(".gal");
		if (!strip)
			continue;
		const count = box.querySelector(".cnt");
		const thumbs = (box.parentElement || box).querySelectorAll(".ths a");
		const show = () => {
			const n = Math.round(strip.scrollLeft / strip.clientWidth);
			if (count)
				count.textContent = `${n + 1}/${strip.querySelectorAll("picture").length}`;
			thumbs.forEach((a, i) => i === n ? a.setAttribute("aria-current", "true") : a.removeAttribute("aria-current"));
		};
		let waiting = 0;
		strip.addEventListener("scroll", () => {
			cancelAnimationFrame(waiting);
			waiting = requestAnimationFrame(show);
		}, { passive: true });
		thumbs.forEach((a, i) => on(a, "click", (e) => {
			e.preventDefault();
			scrollTo(strip, i);
		}));
		show();
	}
}

function scrollTo(strip, i) {
	const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
	strip.scrollTo({ left: i * strip.clientWidth, behavior: calm ? "auto" : "smooth" });
}

/* <a data-share="https://…" data-title="…">: the phone's own share sheet; elsewhere the link keeps its href. */
function share() {
	for (const el of all("[data-share]")) {
		if (!navigator.share)
			continue;
		on(el, "click", (e) => {
			e.preventDefault();
			const url = new URL(el.dataset.share || location.href, location.href).href;
			navigator.share({ title: el.dataset.title || document.title, url }).catch(() => {});
		});
	}
}

/*
 * .qty: the buttons carry data-step="-1" or "1". Inside form[data-auto] a change is sent by itself after a short rest, so
 * five quick taps are one request. min and max of the input are kept. The step is in pieces, or in grams where the field
 * [data-measured] holds kilograms ("0,25").
 */
function amount(input) {
	return "measured" in input.dataset ? Math.round(parseFloat(input.value.replace(",", ".")) * 1000) : Number(input.value);
}

function amountText(input, n) {
	return "measured" in input.dataset ? (n / 1000).toLocaleString(document.documentElement.lang, { useGrouping: false }) : n;
}

function steppers() {
	for (const box of all(".qty")) {
		const input = box.querySelector("input");
		const form = box.closest("form");
		if (!input)
			continue;
		let rest = 0;
		const send = () => {
			clearTimeout(rest);
			if (form && form.hasAttribute("data-auto"))
				rest = setTimeout(() => form.requestSubmit(), 600);
		};
		for (const b of box.querySelectorAll("[data-step]")) {
			on(b, "click", (e) => {
				e.preventDefault();
				const step = Number(b.dataset.step);
				const by = Math.abs(step);
				const min = input.min || by;
				const max = input.max || 1e6;
				const was = amount(input) || min;
				const now = (step > 0 ? Math.floor(was / by) + 1 : Math.ceil(was / by) - 1) * by;
				input.value = amountText(input, Math.min(max, Math.max(min, now)));
				input.dispatchEvent(new Event("change", { bubbles: true }));
			});
		}
		on(input, "change", send);
	}
}

async function regions(query) {
	const r = await fetch(`/regions?${query}`, { headers: { Accept: "application/json" } });
	return r.ok ? r.json() : [];
}

/*
 * select[data-regions][data-fills="regency"]: choosing a province fills the select named "regency" of the same form and
 * empties what depends on that one in turn.
 */
function regionSelects(root = document) {
	for (const from of all("select[data-regions]", root)) {
		const form = from.form;
		const to = form && form.elements[from.dataset.fills];
		if (!to)
			continue;
		on(from, "change", async () => {
			const chosen = from.value;
			for (let s = to; s; s = form.elements[s.dataset.fills])
				s.length = s.options[0] && s.options[0].value === "" ? 1 : 0;
			to.disabled = true;
			try {
				const list = chosen ? await regions(`parent=${encodeURIComponent(chosen)}`) : [];
				if (from.value === chosen)
					list.forEach((x) => to.add(new Option(x.name, x.code)));
			} catch {
				/* no signal: the form still takes what is there */
			}
			to.disabled = false;
		});
	}
}

function label(input) {
	const words = input.labels && input.labels[0] && input.labels[0].querySelector("span");
	return words ? words.textContent.trim() : input.getAttribute("aria-label") || input.name;
}

/* What a field needs comes with its first touch. */
function withFocus(input, load) {
	const once = () => {
		input.removeEventListener("focus", once);
		load().catch(() => {});	/* no signal: the form works without */
	};
	if (document.activeElement === input)
		once();
	else
		on(input, "focus", once);
}

/*
 * input[data-district-search][data-fills="district_code"]: a list of districts under the field while typing. The chosen code
 * goes into the hidden field named by data-fills; typing again empties it, and the server looks the name up itself.
 */
function districtSearch() {
	for (const input of all("input[data-district-search]")) {
		const hidden = input.form && input.form.elements[input.dataset.fills];

		on(input, "input", () => {
			if (hidden)
				hidden.value = "";
		});
		withFocus(input, async () => {
			const { combo } = await import("./combo.js");
			combo(input, {
				label: label(input), min: 3, wait: 250, near: true,
				ask: async (q) => (await regions(`q=${encodeURIComponent(q)}`)).slice(0, 12),
				draw: (x, li) => { li.textContent = x.name; },
				choose(x) {
					input.value = x.name;
					if (hidden)
						hidden.value = x.code;
					input.dispatchEvent(new CustomEvent("region", { bubbles: true, detail: x }));
					if (input.form.hasAttribute("data-auto"))
						input.form.requestSubmit();
				},
			});
		});
	}
}

/* The shop's search field: suggestions while one types. */
function searchField() {
	for (const input of all(".find input[name=q]"))
		withFocus(input, async () => (await import("./suggest.js")).suggest(input));
}

/* [data-seen]: what was looked at on this phone (seen.js). */
function seen() {
	if (document.querySelector("[data-seen]"))
		import("./seen.js").catch(() => {});
}

/*
 * The product page: <script type="application/json" id="variants"> holds every variant as {id, values, price, compare, note,
 * stock, stock_text, photo, weight, sku}. The form #pilih has one group of radios [data-option="0"], "1" … whose values are the option's
 * values, and where wanted [data-v="price|compare|note|stock|weight|sku"] and input[name=variant]. A choice that no variant offers is
 * switched to the nearest one that exists; what is sold out looks disabled, but can be read.
 */
function variants() {
	const data = document.getElementById("variants");
	const form = document.getElementById("pilih");
	if (!data || !form)
		return;
	const list = variantList(data);
	const groups = [...form.querySelectorAll("[data-option]")].sort((a, b) => a.dataset.option - b.dataset.option).map(choiceOf);
	if (!list.length || !groups.length || groups.some((g) => !g.values.length))
		return;
	const chosen = () => groups.map((g) => g.get());
	const match = (want) => list.find((v) => want.every((w, i) => w === undefined || v.values[i] === w));

	const show = (v) => {
		put("price", v.price);
		put("unit_price", v.unit_price);
		put("compare", v.compare);
		put("stock", v.stock_text);
		put("note", v.note);
		put("weight", v.weight);
		put("sku", v.sku);
		for (const el of all('[data-v="stock"]')) {
			el.classList.toggle("l", v.stock === "ada");
			el.classList.toggle("a", v.stock === "sedikit");
			el.classList.toggle("n", v.stock === "habis");
		}
		for (const el of all('[data-v="price"]'))
			el.classList.toggle("cut", Boolean(v.compare));
		all("[data-buy]").forEach((b) => { b.disabled = v.stock === "habis"; });
		if (form.elements.variant)
			form.elements.variant.value = v.id;
		groups.forEach((g, i) => {
			const there = new Set(list.filter((x) => x.stock !== "habis" && x.values.every((y, j) => j === i || y === v.values[j])).map((x) => x.values[i]));
			g.values.forEach((value) => g.mark(value, !there.has(value)));
		});
		const strip = document.querySelector(".gal");
		const photos = strip ? all("picture", strip) : [];
		const photo = v.media ? photos.findIndex((el) => el.dataset.media === String(v.media)) : v.photo;
		if (Number.isInteger(photo) && photo >= 0 && photo < photos.length)
			scrollTo(strip, photo);
		const here = new URL(location.href);
		here.searchParams.set("v", v.id);
		history.replaceState(null, "", here);
		form.dispatchEvent(new Event("variant"));
	};

	groups.forEach((g, i) => on(g.el, "change", () => {
		let v = match(chosen());
		if (!v) {
			const value = g.get();
			v = list.find((x) => x.values[i] === value && x.stock !== "habis") || list.find((x) => x.values[i] === value);
			if (!v)
				return;
			groups.forEach((h, j) => h.set(v.values[j]));
		}
		show(v);
	}));
}

/* All variants of the page: a list of objects, or of many variants a table {stock, texts, rows} that becomes one. */
function variantList(data) {
	const d = JSON.parse(data.textContent);
	if (Array.isArray(d))
		return d;
	const words = ["habis", "sedikit", "ada"];
	return d.rows.map(([id, stock, price, compare, note, weight, unit, media, sku, ...values]) => ({
		id, media, sku, values: values.map(String), stock: words[stock], stock_text: d.stock[stock],
		price: d.texts[price], compare: d.texts[compare], note: d.texts[note], weight: d.texts[weight], unit_price: d.texts[unit],
	}));
}

/* One option as pills or as a list: its values, the one chosen, choosing one, and saying that one is not to be had. */
function choiceOf(el) {
	const select = el.querySelector("select");
	if (select) {
		const off = select.dataset.off;
		const of = (value) => [...select.options].find((o) => o.value === value);
		return {
			el, values: [...select.options].map((o) => o.value), get: () => select.value, set: (value) => { select.value = value; },
			mark: (value, gone) => {
				const o = of(value);
				const name = o.text.endsWith(off) ? o.text.slice(0, -off.length) : o.text;
				o.text = gone ? name + off : name;
				o.classList.toggle("off", gone);
			},
		};
	}
	const radios = [...el.querySelectorAll("input[type=radio]")];
	return {
		el, values: radios.map((r) => r.value), get: () => (radios.find((r) => r.checked) || {}).value,
		set: (value) => radios.forEach((r) => { r.checked = r.value === value; }),
		mark: (value, gone) => radios.find((r) => r.value === value).closest(".pill").classList.toggle("off", gone),
	};
}

function put(name, text) {
	for (const el of all(`[data-v="${name}"]`)) {
		el.textContent = text || "";
		el.hidden = !text;
	}
}

/*
 * Price by quantity: a variant's steps [{from, text, each, price, compare, note, unit_price}] say what one of it costs from how many on; the page shows the step of the quantity in #jumlah, what all of it comes
 * to in [data-v=total], and the table .tiers. The server says the same without script.
 */
function amounts() {
	const data = document.getElementById("variants");
	const form = document.getElementById("pilih");
	const input = document.getElementById("jumlah");
	const list = data && input ? variantList(data) : [];
	const table = document.querySelector(".tiers");
	if (!list.some((v) => v.steps))
		return;
	const rows = (steps, at) => {
		table.hidden = steps.length < 2;
		table.querySelector("tbody").replaceChildren(...steps.slice(1).map((s) => {
			const tr = document.createElement("tr");
			tr.classList.toggle("now", s === at);
			for (const text of [s.text, s.price]) {
				const td = tr.insertCell();
				td.className = "num";
				td.textContent = text;
			}
			return tr;
		}));
	};
	const show = () => {
		const v = list.find((x) => String(x.id) === form.elements.variant.value) || list[0];
		const n = amount(input) || 0;
		const at = v.steps.filter((s, i) => i === 0 || s.from <= n).pop();
		put("price", at.price);
		put("compare", at.compare);
		put("note", at.note);
		put("unit_price", at.unit_price);
		for (const el of all('[data-v="price"]'))
			el.classList.toggle("cut", Boolean(at.compare));
		put("total", `Rp\u00a0${Math.round(at.each * n / v.of).toLocaleString("id-ID")}`);
		for (const el of all("[data-sum]"))
			el.hidden = !(n > 0 && n !== v.of);
		if (table)
			rows(v.steps, at);
	};
	on(form, "variant", show);
	on(input, "input", show);
	on(input, "change", show);
}

/*
 * form[data-live]: when something marked [data-asks] changes, or a district is chosen, the form is sent without its button; the server answers with the page as
 * it is now, and every [data-part] of it takes the place of the old one. [data-sync] fields take the page's value. What was typed elsewhere stays.
 */
function livePages() {
	for (const form of all("form[data-live]")) {
		let asked = 0;
		const ask = async () => {
			const mine = ++asked;
			const focus = document.activeElement;
			try {
				const r = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
				if (!r.ok || r.redirected || mine !== asked)
					return;
				const page = new DOMParser().parseFromString(await r.text(), "text/html");
				for (const part of all("[data-part]", form)) {
					const now = page.querySelector(`[data-part="${part.dataset.part}"]`);
					if (now)
						part.replaceChildren(...now.childNodes);
				}
				for (const field of all("[data-sync]", form)) {
					const now = page.querySelector(`[data-sync][name="${field.name}"]`);
					if (now)
						field.value = now.value;
				}
				regionSelects(form);
				if (focus && focus.name && !focus.isConnected)
					form.querySelector(`[name="${focus.name}"]:is(:checked, select)`)?.focus({ preventScroll: true });
			} catch {
				/* no signal: the button still sends everything, and the server shows what has changed */
			}
		};
		on(form, "change", (e) => {
			if (e.target.matches("[data-asks]"))
				ask();
		});
		on(form, "region", ask);
		/* A field that is being mended is not wrong any more until the server says so again. */
		on(form, "input", ({ target }) => {
			document.getElementById(target.getAttribute("aria-describedby"))?.remove();
			target.removeAttribute("aria-invalid");
			target.removeAttribute("aria-describedby");
		});
	}
}

/* .drop: the name of the chosen photo appears in [data-names]. */
function chosenFiles() {
	for (const drop of all(".drop")) {
		const names = drop.querySelector("[data-names]");
		const input = drop.querySelector("input[type=file]");
		const was = names && names.textContent;
		if (names && input)
			on(input, "change", () => { names.textContent = [...input.files].map((f) => f.name).join(", ") || was; });
	}
}

/*
 * form[data-count]: while one ticks, the button says how many goods that leaves, one question per pause; a band of the price fills the two fields. Empty fields are not sent, so that the address stays short.
 */
function ticks() {
	for (const form of all("form[data-count]")) {
		const see = form.querySelector("[data-see]");
		let rest = 0;
		let asked = 0;
		const ask = async () => {
			const mine = ++asked;
			try {
				const r = await fetch(`${form.dataset.count}?${new URLSearchParams(new FormData(form))}`, { headers: { Accept: "application/json" } });
				const reply = r.ok ? await r.json() : null;
				if (reply && mine === asked)
					see.textContent = reply.text;
			} catch {
				/* no signal: the button still shows the goods */
			}
		};
		const later = () => {
			clearTimeout(rest);
			rest = setTimeout(ask, 250);
		};
		const bands = all("[data-from]", form);
		const mark = () => bands.forEach((b) => {
			const is = form.elements.from.value === (b.dataset.from === "0" ? "" : b.dataset.from) && form.elements.to.value === b.dataset.to;
			b.classList.toggle("on", is);
			b.toggleAttribute("aria-current", is);
			if (is)
				b.setAttribute("aria-current", "true");
		});
		on(form, "input", () => {
			mark();
			later();
		});
		for (const b of bands) {
			on(b, "click", (e) => {
				const was = b.classList.contains("on");
				e.preventDefault();
				form.elements.from.value = was || b.dataset.from === "0" ? "" : b.dataset.from;
				form.elements.to.value = was ? "" : b.dataset.to;
				mark();
				later();
			});
		}
		on(form, "submit", () => {
			const empty = all("input[name=from], input[name=to]", form).filter((x) => !x.value);
			empty.forEach((x) => x.disabled = true);
			setTimeout(() => empty.forEach((x) => x.disabled = false));
		});
	}
}

/*
 * a[data-compare]: goods side by side; whose list was looked at last is remembered on this phone alone. On a product's page (data-compare="1") the link takes the others along, four in all, the newest.
 */
function comparing() {
	for (const a of all("a[data-compare]")) {
		const url = new URL(a.href);
		const own = (url.searchParams.get("p") || "").split(",").filter(Boolean);
		try {
			if (a.dataset.compare) {
				const others = (localStorage.getItem("compare") || "").split(",").filter((s) => /^[\w-]{1,200}$/.test(s) && s !== own[0]);
				own.unshift(...others.slice(-3));
				a.href = `${url.pathname}?p=${own}`;
				if (own.length > 1)
					a.append(` (${own.length})`);
			}
			on(a, "click", () => localStorage.setItem("compare", own));
		} catch {
			/* storage is off: nothing is remembered */
		}
	}
}
