/*
 * input[data-resume="/admin/upload"]: its photos go to the shop while one still fills in the form, in pieces. A lost connection costs one piece: it is sent again when the phone has a line, after a
 * while that grows, for as long as the page is open. What came whole stands in the form as "taken"; saving waits for the rest. Without this script the photos go with the form.
 *
 * The phone remembers for a day what is on its way, for each person (data-who) and page: after a reload what came whole is in the form again, and of the rest the same file, chosen once more, goes on
 * where it was. It is forgotten when the form was saved.
 */
import { all, on } from "./common.js";

const PIECE = 128 * 1024;
const WAIT_FIRST = 1000;
const WAIT_MOST = 30000;
const KEEP = 86400e3;	/* the shop keeps pieces longer (media_sweep) */
const MOST = 30;

/* Called by the script that makes photos small, with those of one choice; true: they are taken care of. */
export function resume(input, files) {
	const form = input.form;
	if (!input.dataset.resume || !files.length || !form || !window.crypto || !form.elements.csrf)
		return false;
	watch(form);
	for (const file of files)
		start(input, form, file);
	return true;
}

/* --- what is remembered --- */

const place = (input) => `upload:${input.dataset.who}:${location.pathname}`;

function kept(at) {
	try {
		return JSON.parse(localStorage.getItem(at) || "[]").filter((one) => Date.now() - one.at < KEEP);
	} catch {
		return [];
	}
}

/* Memory that is full or shut: then nothing outlives the page. */
function keep(at, list) {
	try {
		if (list.length)
			localStorage.setItem(at, JSON.stringify(list.slice(-MOST)));
		else
			localStorage.removeItem(at);
	} catch { /* as before */ }
}

const forget = (input, id) => keep(place(input), kept(place(input)).filter((one) => one.id !== id));
const remember = (input, up) => keep(place(input), [...kept(place(input)).filter((one) => one.id !== up.id), { id: up.id, mark: up.mark, have: up.have, hash: up.hash, at: Date.now() }]);

/* The same photo made small again on the same phone has the same length and the same beginning. */
async function marked(file) {
	let hash = 2166136261;
	for (const byte of new Uint8Array(await file.slice(0, 65536).arrayBuffer()))
		hash = Math.imul(hash ^ byte, 16777619);
	return `${file.size}.${(hash >>> 0).toString(36)}`;
}

const stands = (form, hash) => all("input[name=taken]", form).some((field) => field.value === hash);

/* The form was saved: the page after it says so. */
function saved() {
	const at = sessionStorage.getItem("upload-sent");
	if (!at || !document.querySelector(".flash.ok"))
		return;
	sessionStorage.removeItem("upload-sent");
	keep(at, []);
}

/* After a reload. */
function again() {
	for (const input of all("input[data-resume][data-who]")) {
		const box = input.closest(".photos");
		if (input !== box.querySelector("[data-resume]"))
			continue;
		watch(input.form);
		for (const one of kept(place(input)).filter((x) => x.hash && !stands(input.form, x.hash)))
			tile(input, one).done(one.hash, "uploadAgain");
		const half = kept(place(input)).filter((one) => !one.hash).length;
		if (!half)
			continue;
		const note = document.createElement("p");
		note.className = "sm q full";
		note.setAttribute("role", "status");
		note.textContent = input.closest("[data-upload-words]").dataset.uploadHalf.replace("{n}", half);
		box.after(note);
	}
}

const pending = new Map();	/* form -> uploads that are not here yet */

/* Saving before all is here waits, and goes on by itself. */
function watch(form) {
	if (pending.has(form))
		return;
	pending.set(form, new Set());
	form.addEventListener("submit", (e) => {
		const left = pending.get(form);
		if (!left.size) {
			try {
				sessionStorage.setItem("upload-sent", place(form.querySelector("input[data-resume]")));
			} catch { /* then it is offered once more */ }
			return;
		}
		e.preventDefault();
		e.stopImmediatePropagation();
		form.uploadThen = e.submitter;
		if (e.submitter)
			e.submitter.setAttribute("aria-busy", "true");
	}, true);
}

function finished(form, up) {
	pending.get(form).delete(up);
	if (pending.get(form).size || form.uploadThen === undefined)
		return;
	const by = form.uploadThen;
	delete form.uploadThen;
	if (by)
		by.removeAttribute("aria-busy");
	form.requestSubmit(by);
}

/* The picture's place in the form, and what is said there. */
function tile(input, up) {
	const words = input.closest("[data-upload-words]").dataset;
	const form = input.form;
	const figure = document.createElement("figure");
	const box = document.createElement("div");
	const bar = document.createElement("progress");
	const note = document.createElement("span");
	const off = document.createElement("button");

	box.className = "newpic";
	bar.max = up.file ? up.file.size : 1;
	bar.value = 0;
	bar.setAttribute("aria-label", words.uploadGoes);
	note.className = "sm";
	note.setAttribute("role", "status");
	note.textContent = words.uploadGoes;
	off.type = "button";
	off.className = "btn small full flat";
	off.textContent = words.uploadOff;
	box.append(bar, note);
	figure.append(box, off);
	input.closest(".photos").insertBefore(figure, input.closest(".photos").querySelector(".drop"));
	form.dispatchEvent(new Event("rowadded", { bubbles: true }));
	on(off, "click", () => {
		up.gone = true;
		figure.remove();
		forget(input, up.id);
		finished(form, up);
	});
	return {
		goes() { bar.value = up.have; note.textContent = words.uploadGoes; remember(input, up); },
		waits() { note.textContent = words.uploadWaits; },
		done(hash, word = "uploadDone") {
			const field = document.createElement("input");
			field.type = "hidden";
			field.name = "taken";
			field.value = hash;
			figure.append(field);
			bar.value = bar.max;
			note.textContent = words[word];
			up.hash = hash;
			remember(input, up);
		},
		fails(text) { bar.remove(); note.className = "err"; note.textContent = text || words.uploadFails; forget(input, up.id); },
		off() { figure.remove(); },
	};
}

async function start(input, form, file) {
	const up = { id: [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join(""), file, have: 0, gone: false };
	const show = tile(input, up);

	pending.get(form).add(up);
	up.mark = await marked(file);
	const before = kept(place(input)).find((one) => one.mark === up.mark);
	if (before && before.hash && stands(form, before.hash)) {
		show.off();
		finished(form, up);
		return;
	}
	if (before && !before.hash) {
		up.id = before.id;
		up.have = before.have;
	}
	remember(input, up);
	send(form, input.dataset.resume, up, show);
}

async function send(form, url, up, show) {
	let wait = WAIT_FIRST;
	while (!up.gone) {
		const said = await piece(form, url, up);
		if (up.gone)
			return;
		if (said.hash || said.error !== undefined) {
			if (said.hash)
				show.done(said.hash);
			else
				show.fails(said.error);
			finished(form, up);
			return;
		}
		if (said.have !== undefined) {
			up.have = said.have;
			wait = WAIT_FIRST;
			show.goes();
			continue;
		}
		show.waits();
		await pause(wait);
		wait = Math.min(2 * wait, WAIT_MOST);
	}
}

/* {have}, {hash}, {error}, or {} when it is worth another try. */
async function piece(form, url, up) {
	const body = new FormData();
	const stop = new AbortController();
	const timer = setTimeout(() => stop.abort(), 60000);

	body.append("csrf", form.elements.csrf.value);
	body.append("id", up.id);
	body.append("offset", up.have);
	body.append("total", up.file.size);
	body.append("chunk", up.file.slice(up.have, up.have + PIECE), "chunk");
	try {
		const reply = await fetch(url, { method: "POST", body, signal: stop.signal });
		if (reply.status === 408 || reply.status === 429 || reply.status >= 500)
			return {};
		const said = /json/.test(reply.headers.get("content-type")) ? await reply.json() : {};
		return said.have !== undefined || said.hash || said.error ? said : { error: "" };
	} catch {
		return {};
	} finally {
		clearTimeout(timer);
	}
}

/* The time, or the line coming back, whichever is first. */
function pause(ms) {
	return new Promise((done) => {
		const timer = setTimeout(go, ms);
		function go() {
			clearTimeout(timer);
			removeEventListener("online", go);
			done();
		}
		addEventListener("online", go);
	});
}

saved();
again();
