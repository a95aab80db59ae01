/* The search field of the shop: goods and what has a page of its own while one types; the last line sends the search itself. Fetched when somebody touches the field. */
import { combo } from "./combo.js";
import { ownPrices } from "./common.js";

const lang = document.documentElement.lang;

/* A picture, the name with its price, what kind of thing it is. */
function draw(x, li) {
	const text = document.createElement("span");
	text.className = "g";
	text.textContent = x.n;
	if (x.i) {
		const img = new Image(44, 44);
		img.className = `th mini t${x.t}${x.f ? " photo" : ""}`;
		img.alt = "";
		img.src = x.i;
		li.append(img);
	}
	if (x.p && !ownPrices()) {
		const price = document.createElement("span");
		price.className = "sm q";
		price.textContent = `${x.m ? `${x.m} ` : ""}${x.p}${x.s ? ` · ${x.s}` : ""}`;
		text.append(document.createElement("br"), price);
	}
	li.append(text);
	if (x.k) {
		const kind = document.createElement("span");
		kind.className = "sm q";
		kind.textContent = x.k;
		li.append(kind);
	}
	if (!x.u)
		li.classList.add("link");
}

export function suggest(input) {
	let said = "";

	combo(input, {
		label: input.getAttribute("aria-label"), min: 2, wait: 200, draw,
		async ask(q, signal) {
			const r = await fetch(`/suggest?lang=${lang}&q=${encodeURIComponent(q.slice(0, 60))}`, { signal, credentials: "omit" });
			const answer = r.ok ? await r.json() : { goods: [] };
			said = answer.say;
			return answer.all ? [...answer.goods, ...answer.more, { n: answer.all }] : [];
		},
		say: () => said,
		choose(x) {
			if (x.u)
				location.href = x.u;
			else
				input.form.requestSubmit();
		},
	});
}
