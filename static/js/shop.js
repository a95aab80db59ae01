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
variants();
livePages();
chosenFiles();

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
				count.textContent = `${n + 1}/${strip.children.length}`;
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
 * five quick taps are one request. min and max of the input are kept.
 */
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
				const min = input.min === "" ? 1 : Number(input.min);
				const max = input.max === "" ? 9999 : Number(input.max);
				const was = Number(input.value) || min;
				input.value = Math.min(max, Math.max(min, was + Number(b.dataset.step)));
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

/*
 * input[data-district-search][data-fills="district_code"]: a list of districts under the field while typing. The chosen code
 * goes into the hidden field named by data-fills; typing again empties it, and the server looks the name up itself.
 */
function districtSearch() {
	for (const input of all("input[data-district-search]")) {
		const hidden = input.form && input.form.elements[input.dataset.fills];
		const list = document.createElement("ul");
		let found = [];
		let at = -1;
		let rest = 0;
		let asked = 0;

		list.className = "sugg";
		list.hidden = true;
		list.id = `${input.id || input.name}-list`;
		list.setAttribute("role", "listbox");
		list.setAttribute("aria-label", label(input));
		input.removeAttribute("list");
		input.setAttribute("role", "combobox");
		input.setAttribute("aria-autocomplete", "list");
		input.setAttribute("aria-controls", list.id);
		input.setAttribute("aria-expanded", "false");
		input.autocomplete = "off";
		input.parentElement.classList.add("has-sugg");
		input.after(list);

		const close = () => {
			list.hidden = true;
			at = -1;
			input.setAttribute("aria-expanded", "false");
			input.removeAttribute("aria-activedescendant");
		};
		const choose = (x) => {
			input.value = x.name;
			if (hidden)
				hidden.value = x.code;
			close();
			input.dispatchEvent(new CustomEvent("region", { bubbles: true, detail: x }));
			if (input.form.hasAttribute("data-auto"))
				input.form.requestSubmit();
		};
		const mark = (n) => {
			at = n;
			[...list.children].forEach((li, i) => li.setAttribute("aria-selected", String(i === n)));
			if (list.children[n]) {
				input.setAttribute("aria-activedescendant", list.children[n].id);
				list.children[n].scrollIntoView({ block: "nearest" });
			}
		};
		const draw = () => {
			list.replaceChildren(...found.map((x, i) => {
				const li = document.createElement("li");
				li.setAttribute("role", "option");
				li.setAttribute("aria-selected", "false");
				li.id = `${list.id}-${i}`;
				li.textContent = x.name;
				on(li, "mousedown", (e) => e.preventDefault());
				on(li, "click", () => choose(x));
				return li;
			}));
			list.hidden = found.length === 0;
			list.scrollIntoView({ block: "nearest" });
			input.setAttribute("aria-expanded", String(found.length > 0));
			at = -1;
		};

		on(input, "input", () => {
			const q = input.value.trim();
			clearTimeout(rest);
			if (hidden)
				hidden.value = "";
			if (q.length < 3) {
				close();
				return;
			}
			rest = setTimeout(async () => {
				const mine = ++asked;
				try {
					const answer = await regions(`q=${encodeURIComponent(q)}`);
					if (mine !== asked)
						return;
					found = answer.slice(0, 12);
					draw();
				} catch {
					close();
				}
			}, 250);
		});
		on(input, "keydown", (e) => {
			if (list.hidden)
				return;
			if (e.key === "ArrowDown")
				mark((at + 1) % found.length);
			else if (e.key === "ArrowUp")
				mark((at + found.length - 1) % found.length);
			else if (e.key === "Enter" && at >= 0)
				choose(found[at]);
			else if (e.key === "Escape")
				close();
			else
				return;
			e.preventDefault();
		});
		on(input, "blur", close);
	}
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
	const list = JSON.parse(data.textContent);
	const groups = [...form.querySelectorAll("[data-option]")]
		.sort((a, b) => a.dataset.option - b.dataset.option)
		.map((g) => [...g.querySelectorAll("input[type=radio]")]);
	if (!list.length || !groups.length || groups.some((g) => !g.length))
		return;
	const put = (name, text) => all(`[data-v="${name}"]`).forEach((el) => {
		el.textContent = text || "";
		el.hidden = !text;
	});
	const chosen = () => groups.map((g) => (g.find((r) => r.checked) || {}).value);
	const match = (want) => list.find((v) => want.every((w, i) => w === undefined || v.values[i] === w));

	const show = (v) => {
		put("price", v.price);
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
			for (const r of g) {
				const want = v.values.map((x, j) => j === i ? r.value : x);
				const other = match(want);
				r.closest(".pill").classList.toggle("off", !other || other.stock === "habis");
			}
		});
		const strip = document.querySelector(".gal");
		if (strip && Number.isInteger(v.photo) && v.photo >= 0 && v.photo < strip.children.length)
			scrollTo(strip, v.photo);
		const here = new URL(location.href);
		here.searchParams.set("v", v.id);
		history.replaceState(null, "", here);
	};

	groups.forEach((g, i) => g.forEach((r) => on(r, "change", () => {
		let v = match(chosen());
		if (!v) {
			v = list.find((x) => x.values[i] === r.value && x.stock !== "habis") || list.find((x) => x.values[i] === r.value);
			if (!v)
				return;
			groups.forEach((h, j) => h.forEach((o) => { o.checked = o.value === v.values[j]; }));
		}
		show(v);
	})));
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
