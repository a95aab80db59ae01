/* button[data-print]: opens the browser's print window, from which phones also save a PDF; hidden until this script can do it. */
import { on, all } from "./common.js";

for (const button of all("[data-print]")) {
	button.hidden = false;
	on(button, "click", () => window.print());
}
