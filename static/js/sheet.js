/*
 * [data-sheet]: a table of fields like a spreadsheet. Up, down and Enter go through a column, left and right leave a field at its end; what was copied from a spreadsheet fills the cells to
 * the right and below. A cell is found by its column; lines that have no field in it are passed over.
 */
import { on, all } from "./common.js";

for (const sheet of all("[data-sheet]")) {
	on(sheet, "keydown", (e) => walk(sheet, e));
	on(sheet, "paste", (e) => fill(sheet, e));
}

/* The field of each column in each line, if it has one. */
function lines(sheet) {
	return [...sheet.querySelectorAll("tbody tr")].map((tr) => [...tr.cells].flatMap((td) => {
		const field = td.matches("[data-t]") ? td.querySelector("input:not([type=hidden]), select") : null;
		return [field, ...Array(td.colSpan - 1).fill(null)];
	}));
}

function place(grid, field) {
	for (let y = 0; y < grid.length; y++)
		if (grid[y].includes(field))
			return [y, grid[y].indexOf(field)];
	return null;
}

function walk(sheet, e) {
	if (e.altKey || e.ctrlKey || e.metaKey || e.isComposing || e.target.tagName !== "INPUT")
		return;
	const { selectionStart: from, selectionEnd: to, value } = e.target;
	const whole = from === 0 && to === value.length;
	const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [e.shiftKey ? -1 : 1, 0],
		ArrowLeft: from === 0 && (to === 0 || whole) && [0, -1], ArrowRight: to === value.length && (from === to || whole) && [0, 1] }[e.key];
	const grid = lines(sheet);
	const at = step && place(grid, e.target);
	if (!at)
		return;
	e.preventDefault();
	let [y, x] = at;
	do {
		y += step[0];
		x += step[1];
	} while (grid[y] && x >= 0 && x < grid[y].length && !grid[y][x]);
	const next = grid[y] && grid[y][x];
	if (next) {
		next.focus();
		if (next.select)
			next.select();
	}
}

function fill(sheet, e) {
	const text = e.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
	if (!/[\n\t]/.test(text))
		return;
	const grid = lines(sheet);
	const at = place(grid, e.target);
	if (!at)
		return;
	e.preventDefault();
	const below = grid.slice(at[0]).filter((line) => line[at[1]]);
	text.split("\n").forEach((line, y) => line.split("\t").forEach((word, x) => {
		const field = below[y] && below[y][at[1] + x];
		if (!field || field.tagName !== "INPUT")
			return;
		field.value = word.trim().slice(0, field.maxLength > 0 ? field.maxLength : undefined);
		field.dispatchEvent(new Event("input", { bubbles: true }));
	}));
}
