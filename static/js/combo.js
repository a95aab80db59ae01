/*
 * A field with a list of choices under it that is filled while one types: the pattern "combobox" of WAI-ARIA. The focus stays in the field; arrows mark a line (aria-activedescendant), Enter takes it, Escape
 * closes. One question for each rest in typing; the one before is called off. Fetched with the first touch of such a field.
 */
import { on } from "./common.js";

/*
 * what.label: the list's name. what.min: letters below which nothing is asked; what.wait: milliseconds of rest. what.ask(q, signal) gives a list, what.draw(x, li) fills a line, what.choose(x) takes one;
 * what.say (or nothing): text of a list for those who don't see it.
 */
export function combo(input, what) {
	const list = document.createElement("ul");
	const said = document.createElement("span");
	let found = [];
	let at = -1;
	let rest = 0;
	let asking = new AbortController();

	list.className = "sugg";
	list.hidden = true;
	list.id = `${input.id || input.name}-list`;
	list.setAttribute("role", "listbox");
	list.setAttribute("aria-label", what.label);
	said.className = "vh";
	said.setAttribute("role", "status");
	input.removeAttribute("list");
	input.setAttribute("role", "combobox");
	input.setAttribute("aria-autocomplete", "list");
	input.setAttribute("aria-controls", list.id);
	input.setAttribute("aria-expanded", "false");
	input.autocomplete = "off";
	input.parentElement.classList.add("has-sugg");
	input.after(list);
	if (what.say)
		list.after(said);

	const close = () => {
		clearTimeout(rest);
		asking.abort();
		list.hidden = true;
		at = -1;
		said.textContent = "";
		input.setAttribute("aria-expanded", "false");
		input.removeAttribute("aria-activedescendant");
	};
	const choose = (x) => {
		close();
		what.choose(x);
	};
	const mark = (n) => {
		at = n;
		[...list.children].forEach((li, i) => li.setAttribute("aria-selected", String(i === n)));
		input.setAttribute("aria-activedescendant", list.children[n].id);
		list.children[n].scrollIntoView({ block: "nearest" });
	};
	const draw = () => {
		list.replaceChildren(...found.map((x, i) => {
			const li = document.createElement("li");
			li.setAttribute("role", "option");
			li.setAttribute("aria-selected", "false");
			li.id = `${list.id}-${i}`;
			what.draw(x, li);
			on(li, "mousedown", (e) => e.preventDefault());
			on(li, "click", () => choose(x));
			return li;
		}));
		at = -1;
		list.hidden = found.length === 0;
		list.scrollTop = 0;
		if (what.near)
			list.scrollIntoView({ block: "nearest" });
		said.textContent = found.length && what.say ? what.say(found) : "";
		input.setAttribute("aria-expanded", String(found.length > 0));
		input.removeAttribute("aria-activedescendant");
	};
	const look = () => {
		const q = input.value.trim();
		clearTimeout(rest);
		asking.abort();
		if (q.length < what.min) {
			close();
			return;
		}
		rest = setTimeout(async () => {
			const mine = asking = new AbortController();
			try {
				const answer = await what.ask(q, mine.signal);
				if (mine.signal.aborted || document.activeElement !== input)
					return;
				found = answer;
				draw();
			} catch {
				if (mine === asking && !mine.signal.aborted)
					close();
			}
		}, what.wait);
	};

	on(input, "input", look);
	on(input, "keydown", (e) => {
		if (list.hidden)
			return;
		if (e.key === "ArrowDown")
			mark((at + 1) % found.length);
		else if (e.key === "ArrowUp")
			mark((at <= 0 ? found.length : at) - 1);
		else if (e.key === "Enter" && at >= 0)
			choose(found[at]);
		else if (e.key === "Escape")
			close();
		else
			return;
		e.preventDefault();
	});
	on(input, "blur", close);
	on(window, "pageshow", close);
	/* What was typed while this came over the air. */
	if (document.activeElement === input && input.value !== input.defaultValue)
		look();
}
