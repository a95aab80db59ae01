/*
 * The form of a post, form[data-post]: while one writes, the variables are filled as the server does, each network's preview [data-preview] shows the words and counts them against its limits; its picture [data-shot]
 * follows shape, fit, frame, price and the first picture that is marked. A click into day or hour means "later".
 */
import { on, all } from "./common.js";

for (const form of all("form[data-post]"))
	live(form);

function live(form) {
	const values = JSON.parse(form.querySelector("[data-values]").textContent);
	const body = form.querySelector("[data-body]");
	const tags = form.querySelector("[data-tags]");
	const show = () => {
		const text = whole(body.value, tags.value, values);
		for (const box of all("[data-preview]"))
			fill(box, text);
	};
	const later = form.querySelector("input[name=when][value=later]");

	on(body, "input", show);
	on(tags, "input", show);
	on(form, "change", () => all("[data-shot]").forEach((box) => look(box, form)));
	for (const el of all("[data-later]", form))
		on(el, "input", () => { later.checked = true; });
	show();
}

/* One line without its end; null when it has variables and none has anything to say. */
function line(text, values) {
	let asked = false;
	let told = false;
	const out = text.replace(/\{(\w{1,20})\}/g, (all0, name) => {
		if (!(name in values))
			return all0;
		asked = true;
		told = told || values[name] !== "";
		return values[name];
	});
	return asked && !told ? null : out;
}

export function whole(text, tags, values) {
	const words = text.replace(/\n+$/, "").split("\n").map((l) => line(l, values)).filter((l) => l !== null).join("\n").trim();
	const list = [...new Set(tags.split(/[\s,#]+/).filter(Boolean))].map((t) => "#" + t).join(" ");
	return words && list ? words + "\n\n" + list : words || list;
}

function count(box, selector, n, most) {
	const el = box.querySelector(selector);
	if (!el)
		return;
	el.textContent = n.toLocaleString("id");
	el.classList.toggle("over", most > 0 && n > most);
}

function fill(box, text) {
	const words = box.querySelector("[data-words]");
	const found = (re) => (text.match(re) || []).length;

	words.replaceChildren(...text.split("\n").flatMap((l, i) => i ? [document.createElement("br"), l] : [l]));
	count(box, "[data-chars]", [...text].length, Number(box.dataset.most));
	count(box, "[data-hash]", found(/(?<![\p{L}\p{N}_])#[\p{L}\p{N}_]/gu), Number(box.dataset.tagsMost || 0));
	count(box, "[data-ats]", found(/(?<![\p{L}\p{N}_])@\w/gu), Number(box.dataset.atsMost || 0));
}

/* Pictures just taken are not here yet: they come with the next save. */
function look(box, form) {
	const chosen = (name) => form.querySelector(`[name=${name}]:checked`);
	const used = all("input[name=use]:checked", form);
	const first = used[0]?.closest("figure").querySelector("img");
	const img = box.querySelector("img");
	const tag = box.querySelector(".cnt");
	const price = box.querySelector(".prc");

	box.className = `shot ${chosen("shape").value} ${chosen("fit").value}${chosen("frame") ? " framed" : ""}`;
	box.hidden = !first;
	if (first) {
		img.src = first.dataset.large || first.src;
		img.classList.toggle("photo", first.classList.contains("photo"));
	}
	if (tag) {
		tag.textContent = `1/${used.length}`;
		tag.hidden = used.length < 2;
	}
	if (price)
		price.hidden = !chosen("sticker");
}
