/*
 * The admin's script. Every page works without it; this guards typing, shrinks photos before they are sent, adds rows, asks
 * before what can't be undone, and works out the profit. Each part looks for its own data-* attribute.
 */
import { copyButtons, shareFiles, shareMany, submitOnce, on, all } from "./common.js";
import { resume } from "./upload.js";
import "./print.js";
import "./post.js";
import "./sheet.js";

confirmations();
guard();
shrink();
addRows();
profit();
copyButtons();
submitOnce();
shareFiles();
shareMany();
autoSubmit();
dropFeedback();
glance();
findIn();
places();
drops();
focal();
/* Of tabs that don't all fit, the open one is seen. */
for (const tab of all(".tabs [aria-current]"))
	tab.parentElement.scrollLeft = tab.offsetLeft - 60;

/*
 * form[data-guard]: leaving with unsaved typing asks first. The save bar inside gets the class "dirty", so it can show
 * .when-dirty instead of .when-clean.
 */
function guard() {
	for (const form of all("form[data-guard]")) {
		const bar = form.querySelector(".save") || document.querySelector(`.save[data-for="${form.id}"]`);
		let dirty = false;
		const touch = () => {
			dirty = true;
			if (bar)
				bar.classList.add("dirty");
		};
		on(form, "input", touch);
		on(form, "change", touch);
		on(form, "rowadded", touch);
		on(form, "submit", (e) => { if (!e.defaultPrevented) dirty = false; });
		on(window, "beforeunload", (e) => { if (dirty) e.preventDefault(); });
		if (form.hasAttribute("data-dirty"))	/* shown again with errors: what was typed isn't saved yet */
			touch();
	}
}

/*
 * input[type=file][data-shrink]: every photo becomes a JPEG of at most data-shrink pixels (1600 when empty) before it leaves
 * the phone: 4 MB from the camera are 300 KB over a village's network. What can't be decoded here is sent as it is. With
 * data-send the form goes off by itself when the photos are ready.
 */
function shrink() {
	for (const input of all("input[type=file][data-shrink]")) {
		on(input, "change", async () => {
			const max = Number(input.dataset.shrink) || 1600;
			const out = new DataTransfer();
			const note = input.form && input.form.querySelector("[data-shrink-note]");
			if (note)
				note.hidden = false;
			input.setAttribute("aria-busy", "true");
			for (const file of input.files)
				out.items.add(await smaller(file, max));
			/* They are on their way already: the form has nothing to carry. */
			input.files = resume(input, out.files) ? new DataTransfer().files : out.files;
			input.removeAttribute("aria-busy");
			if (note)
				note.hidden = true;
			if (input.hasAttribute("data-send") && input.files.length)
				input.form.requestSubmit();
		});
	}
}

async function smaller(file, max) {
	if (!/^image\/(jpeg|png|webp|heic|heif)$/.test(file.type) || file.size < 300e3)
		return file;
	try {
		const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
		const k = Math.min(1, max / Math.max(bitmap.width, bitmap.height));
		const canvas = document.createElement("canvas");
		const pen = canvas.getContext("2d");
		canvas.width = Math.round(bitmap.width * k);
		canvas.height = Math.round(bitmap.height * k);
		pen.fillStyle = "#fff";		/* JPEG knows no transparency */
		pen.fillRect(0, 0, canvas.width, canvas.height);
		pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
		bitmap.close();
		const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
		if (!blob || blob.size >= file.size)
			return file;
		return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
	} catch {
		return file;
	}
}

/*
 * <button data-add="#row" data-into="#rows">: copies the <template id="row"> to the end of #rows. "__n__" in names, ids and
 * labels becomes the next free number. [data-remove] inside a row takes it away again.
 */
function addRows() {
	on(document, "click", (e) => {
		const add = e.target.closest("[data-add]");
		const drop = e.target.closest("[data-remove]");
		if (add) {
			const tpl = document.querySelector(add.dataset.add);
			const into = document.querySelector(add.dataset.into);
			if (!tpl || !into)
				return;
			e.preventDefault();
			const n = Number(into.dataset.next || into.children.length);
			const piece = tpl.content.cloneNode(true);
			into.dataset.next = n + 1;
			for (const el of piece.querySelectorAll("*"))
				for (const a of [...el.attributes])
					if (a.value.includes("__n__"))
						el.setAttribute(a.name, a.value.replaceAll("__n__", n));
			into.append(piece);
			const first = into.lastElementChild.querySelector("input, select, textarea");
			if (first)
				first.focus();
			into.dispatchEvent(new Event("rowadded", { bubbles: true }));
		} else if (drop) {
			const row = drop.closest("[data-row]");
			if (!row)
				return;
			e.preventDefault();
			row.dispatchEvent(new Event("rowadded", { bubbles: true }));
			row.remove();
		}
	});
}

/*
 * [data-confirm="Buang barang ini?"] on a submit button or a link: asks in a dialog first. data-yes and data-no are the words
 * on its buttons (always give data-no), data-more a second line. Without script the server's own question page comes instead.
 */
function confirmations() {
	on(document, "click", (e) => {
		const el = e.target.closest("[data-confirm]");
		if (!el || el.dataset.sure || typeof HTMLDialogElement === "undefined")
			return;
		e.preventDefault();
		ask(el);
	});
}

function ask(el) {
	const box = document.createElement("dialog");
	const title = document.createElement("h2");
	const row = document.createElement("div");
	const no = document.createElement("button");
	const yes = document.createElement("button");

	title.textContent = el.dataset.confirm;
	title.id = "ask-title";
	box.setAttribute("aria-labelledby", "ask-title");
	row.className = "two";
	no.className = "btn";
	no.textContent = el.dataset.no || "✕";
	yes.className = "btn p";
	yes.textContent = el.dataset.yes || el.textContent.trim();
	row.append(no, yes);
	box.append(title);
	if (el.dataset.more) {
		const more = document.createElement("p");
		more.textContent = el.dataset.more;
		box.append(more);
	}
	box.append(row);
	document.body.append(box);
	on(no, "click", () => box.close());
	on(box, "close", () => { box.remove(); el.focus(); });
	on(yes, "click", () => {
		box.close();
		el.dataset.sure = "1";
		el.click();
		delete el.dataset.sure;
	});
	box.showModal();
	no.focus();
}

/*
 * [data-profit]: the sentence in data-text ("Untung {rp} per bungkus · {pc}%") from [data-price] and [data-cost] of the same
 * [data-profit-of] (or the form), while typing. data-loss is the sentence when the cost is above the price.
 */
function profit() {
	for (const out of all("[data-profit]")) {
		const box = out.closest("[data-profit-of]") || out.closest("form");
		const price = box && box.querySelector("[data-price]");
		const cost = box && box.querySelector("[data-cost]");
		if (!price || !cost)
			continue;
		const read = (el) => Number(el.value.replace(/\D/g, ""));
		const show = () => {
			const p = read(price);
			const c = read(cost);
			const gain = p - c;
			const text = gain < 0 ? out.dataset.loss || out.dataset.text : out.dataset.text;
			out.hidden = !p || !c;
			out.classList.toggle("ok", gain >= 0);
			out.classList.toggle("no", gain < 0);
			out.textContent = (text || "{rp}")
				.replace("{rp}", "Rp\u00a0" + Math.abs(gain).toLocaleString("id-ID"))
				.replace("{pc}", String(p ? Math.round(gain * 100 / p) : 0));
		};
		on(price, "input", show);
		on(cost, "input", show);
		show();
	}
}

/* select[data-submit], input[data-submit]: a filter that is sent as soon as it is chosen; its button hides. */
function autoSubmit() {
	for (const el of all("[data-submit]")) {
		on(el, "change", () => el.form.requestSubmit());
		all("[data-submit-button]", el.form).forEach((b) => { b.hidden = true; });
	}
}

/* .drop: the names of the chosen files appear in [data-names]; a file held over it marks it. */
function dropFeedback() {
	for (const drop of all(".drop")) {
		const input = drop.querySelector("input[type=file]");
		const names = drop.querySelector("[data-names]");
		if (!input)
			continue;
		on(drop, "dragover", () => drop.classList.add("over"));
		on(drop, "dragleave", () => drop.classList.remove("over"));
		on(drop, "drop", () => drop.classList.remove("over"));
		if (names)
			on(input, "change", () => { names.textContent = [...input.files].map((f) => f.name).join(", "); });
	}
}

/* a[data-glance] beside an .glance that is shown: a click shows the order there; the next click on it, or a click with a key held, opens its page. */
function glance() {
	const side = document.querySelector(".glance");
	for (const link of side ? all("a[data-glance]") : []) {
		on(link, "click", async (e) => {
			if (e.ctrlKey || e.metaKey || e.shiftKey || e.altKey || !side.offsetParent || link.classList.contains("sel"))
				return;
			e.preventDefault();
			for (const other of all("a.sel[data-glance]"))
				other.classList.remove("sel");
			link.classList.add("sel");
			try {
				const reply = await fetch(link.dataset.glance);
				const page = new DOMParser().parseFromString(await reply.text(), "text/html");
				side.replaceChildren(...page.querySelector(".glance").childNodes);
				history.replaceState(null, "", link.dataset.glance);
				submitOnce(side);
			} catch {
				location.href = link.href;
			}
		});
	}
}

/* form[data-find=ID]: while one types, only those [data-words] in ID stay that have every word; [data-none] when there are none. Without a script the server does the same. */
function findIn() {
	for (const form of all("form[data-find]")) {
		const box = document.getElementById(form.dataset.find);
		const input = form.querySelector("input");
		const look = () => {
			const words = input.value.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").split(/\s+/).filter(Boolean);
			let found = 0;
			for (const row of all("[data-words]", box)) {
				row.hidden = words.length === 0 || !words.every((w) => row.dataset.words.includes(w));
				found += row.hidden ? 0 : 1;
			}
			box.hidden = words.length === 0;
			box.querySelector("[data-none]").hidden = found > 0;
		};
		form.querySelector("button").hidden = true;
		on(input, "input", look);
		on(form, "submit", (e) => { e.preventDefault(); look(); });
	}
}

/* Rows of `rows()` are dragged by the grip inside each; `dropped(row)` once one is let go. */
function drag(rows, row, grip, dropped) {
	grip.hidden = false;
	on(grip, "pointerdown", (e) => {
		e.preventDefault();
		grip.setPointerCapture(e.pointerId);
		row.classList.add("held");
	});
	on(grip, "pointermove", (e) => {
		if (!grip.hasPointerCapture(e.pointerId))
			return;
		const over = rows().find((x) => x !== row && e.clientY >= x.getBoundingClientRect().top && e.clientY <= x.getBoundingClientRect().bottom);
		if (e.clientY < 80 || e.clientY > innerHeight - 120)
			scrollBy(0, e.clientY < 80 ? -12 : 12);
		if (!over)
			return;
		const later = row.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
		if (later)
			over.after(row);
		else
			over.before(row);
		grip.setPointerCapture(e.pointerId);
	});
	for (const end of ["pointerup", "pointercancel"]) {
		on(grip, end, () => {
			if (!row.classList.contains("held"))
				return;
			row.classList.remove("held");
			dropped(row);
		});
	}
}

/* [data-places]: rows are dragged by their grip; each then carries its new number, and the form saves them. */
function places() {
	for (const box of all("[data-places]")) {
		const rows = () => all("[data-place]", box);
		const first = Math.min(...rows().map((x) => Number(x.querySelector(".num").value) || 1));
		const number = () => {
			rows().forEach((x, i) => x.querySelector(".num").value = first + i);
			box.querySelector(".num").dispatchEvent(new Event("input", { bubbles: true }));
		};
		for (const grip of all("[data-grip]", box))
			drag(rows, grip.closest("[data-place]"), grip, number);
	}
}

/* [data-drop]: a row is dragged among its neighbours; where it is let go, its form is sent with what data-place says ("id=12&to=") and its new place, 1 the first. The arrow buttons stay for those who do not drag. */
function drops() {
	for (const box of all("[data-drop]")) {
		for (const grip of all("[data-grip]", box)) {
			const row = grip.closest("[data-place]");
			const rows = () => [...row.parentElement.children].filter((x) => x.dataset.place);
			const from = rows().indexOf(row);
			drag(rows, row, grip, () => {
				const at = rows().indexOf(row), form = row.closest("form");
				if (at === from)
					return;
				for (const [name, value] of new URLSearchParams(row.dataset.place + (at + 1)))
					form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
				form.submit();
			});
		}
	}
}

/* [data-focal]: a tap anywhere on the picture is the point that cuts keep, finer than its nine places; the form's focal_x and focal_y carry it. */
function focal() {
	for (const box of all("[data-focal]")) {
		const form = box.closest("form");
		const aim = box.querySelector(".aim");
		const put = (x, y) => {
			form.elements.focal_x.value = x;
			form.elements.focal_y.value = y;
			aim.style.left = x + "%";
			aim.style.top = y + "%";
			form.dispatchEvent(new Event("input", { bubbles: true }));
		};
		on(box, "click", (e) => {
			const at = box.getBoundingClientRect();
			if (e.detail === 0)		/* a key chose one of the nine */
				return;
			e.preventDefault();
			for (const el of all("input[type=radio]", box))
				el.checked = false;
			const part = (v, from, size) => Math.max(0, Math.min(100, Math.round((v - from) * 100 / size)));
			put(part(e.clientX, at.left, at.width), part(e.clientY, at.top, at.height));
		});
		on(box, "change", (e) => {
			const i = Number(e.target.value) - 1;
			put([17, 50, 83][i % 3], [17, 50, 83][Math.floor(i / 3)]);
		});
	}
}
