/*
 * Goods in columns or one below the other, as this phone alone remembers it: <div class="as" data-in="words of the one button" data-as="of the other"></div>. No module: it stands between those two buttons and the list
 * and runs there, so that the list is drawn only once.
 */
(() => {
	const SVG = "http://www.w3.org/2000/svg";
	const box = document.querySelector(".as");
	const button = (name, label) => {
		const b = document.createElement("button");
		b.type = "button";
		b.setAttribute("aria-label", label);
		const svg = b.appendChild(document.createElementNS(SVG, "svg"));
		svg.setAttribute("class", "i");
		svg.setAttribute("aria-hidden", "true");
		svg.appendChild(document.createElementNS(SVG, "use")).setAttribute("href", `/static/icons.svg#${name}`);
		return b;
	};
	const buttons = [button("layout-grid", box.dataset.in), button("list", box.dataset.as)];
	const show = (at) => {
		document.documentElement.classList.toggle("as-list", at === 1);
		buttons.forEach((b, i) => b.setAttribute("aria-pressed", String(i === at)));
	};
	let at = 0;
	try {
		at = localStorage.getItem("rows") === "1" ? 1 : 0;
	} catch {
		/* storage is off: nothing is remembered */
	}
	buttons.forEach((b, i) => b.addEventListener("click", () => {
		show(i);
		try {
			localStorage.setItem("rows", String(i));
		} catch {
			/* the same */
		}
	}));
	show(at);
	box.append(...buttons);
})();
