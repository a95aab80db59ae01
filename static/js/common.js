/*
 * What the shop's and the admin's script share: small helpers, copy buttons and the guard against sending a form twice.
 */

export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
export const on = (el, event, f) => el.addEventListener(event, f);
/* Does this visitor see the prices of a group? Answers that are the same for everybody know other prices: those are left out. */
export const ownPrices = () => document.querySelector('form[action$="/prices/leave"]') !== null;

/* A browser that knows no WebP gets the JPEG of the same picture: those that the page has, and those that a script puts in. */
function older(img) {
	const src = img.tagName === "IMG" && img.getAttribute("src") || "";
	if (/^\/media\/[^?]+\.webp$/.test(src)) {
		img.removeAttribute("srcset");
		img.src = src.replace(/webp$/, "jpg");
	}
}
on(document, "error", (e) => older(e.target), true);
for (const img of document.images)
	if (img.complete && !img.naturalWidth)
		older(img);

/*
 * <button data-copy="68417" data-done="Tersalin">: copies the text (or, with data-copy="#id", that element's text) and shows
 * data-done for two seconds, read aloud too. The part that changes is [data-label] inside the button, or the button's last text.
 */
export function copyButtons() {
	for (const el of all("[data-copy]")) {
		on(el, "click", async (e) => {
			const what = el.dataset.copy;
			const src = what.startsWith("#") ? document.querySelector(what) : null;
			e.preventDefault();
			if (await copyText(src ? src.textContent.trim() : what))
				say(el);
		});
	}
}

/* The clipboard needs https; over plain http on the shop's own network a hidden text area does it. */
async function copyText(text) {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		const area = document.createElement("textarea");
		area.value = text;
		area.className = "vh";
		document.body.append(area);
		area.select();
		const done = document.execCommand("copy");
		area.remove();
		return done;
	}
}

function say(el) {
	const done = el.dataset.done;
	const label = el.querySelector("[data-label]") || [...el.childNodes].reverse().find((n) => n.nodeType === 3 && n.data.trim());
	if (!done || !label || el.dataset.was !== undefined)
		return;
	el.dataset.was = label.textContent;
	el.setAttribute("aria-live", "polite");
	label.textContent = done;
	setTimeout(() => {
		label.textContent = el.dataset.was;
		delete el.dataset.was;
	}, 2000);
}

/*
 * form[data-once]: the second tap on the button sends nothing. The button isn't disabled (its name and value must still be
 * sent), only the second submit is stopped. Coming back with Back makes the form usable again.
 */
export function submitOnce(root = document) {
	for (const form of all("form[data-once]", root)) {
		on(form, "submit", (e) => {
			if (form.dataset.sent) {
				e.preventDefault();
				return;
			}
			if (e.defaultPrevented)
				return;
			form.dataset.sent = "1";
			if (e.submitter)
				e.submitter.setAttribute("aria-busy", "true");
		});
	}
	on(window, "pageshow", () => {
		for (const form of all("form[data-once]"))
			delete form.dataset.sent;
		for (const b of all("[aria-busy=true]"))
			b.removeAttribute("aria-busy");
	});
}

/*
 * <button data-share-file="/…/file" data-name="Nota.png" hidden>: shown where the browser can hand files to other apps (WhatsApp); elsewhere the link
 * beside it saves the file. The file is fetched beforehand, since sharing must begin while the tap is fresh.
 */
export function shareFiles() {
	for (const el of all("[data-share-file]")) {
		const type = el.dataset.name.endsWith(".png") ? "image/png" : "application/pdf";
		const can = (file) => navigator.canShare && navigator.canShare({ files: [file] });
		if (!can(new File(["x"], el.dataset.name, { type })))
			continue;
		fetch(el.dataset.shareFile).then((r) => r.ok ? r.blob() : Promise.reject()).then((blob) => {
			const file = new File([blob], el.dataset.name, { type });
			el.hidden = false;
			on(el, "click", () => navigator.share({ files: [file], title: el.dataset.name }).catch(() => {}));
		}).catch(() => {});
	}
}

/*
 * <button data-share-files="/a.jpg /b.jpg" data-words="#caption" data-name="Sanjai" hidden>: hands several files, with the words of that element, to the phone's own share
 * sheet. Shown where the browser can do it; elsewhere the links beside it save the files. Fetched beforehand, for the same reason.
 */
export function shareMany() {
	for (const el of all("[data-share-files]")) {
		const urls = el.dataset.shareFiles.split(" ").filter(Boolean);
		const type = (url) => url.endsWith(".pdf") ? "application/pdf" : "image/jpeg";
		const named = (url, i) => `${el.dataset.name.replace(/[/\\:*?"<>|]/g, "-")}${urls.length > 1 ? ` ${i + 1}` : ""}.${url.split(".").pop()}`;
		if (!urls.length || !navigator.canShare || !navigator.canShare({ files: urls.map((url, i) => new File(["x"], named(url, i), { type: type(url) })) }))
			continue;
		Promise.all(urls.map((url) => fetch(url).then((r) => r.ok ? r.blob() : Promise.reject()))).then((blobs) => {
			const words = el.dataset.words && document.querySelector(el.dataset.words);
			const what = { files: blobs.map((blob, i) => new File([blob], named(urls[i], i), { type: type(urls[i]) })) };
			if (words)
				what.text = words.value || words.textContent.trim();
			el.hidden = false;
			on(el, "click", () => navigator.share(what).catch(() => {}));
		}).catch(() => {});
	}
}
