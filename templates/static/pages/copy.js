// Copy a list to the clipboard, or print the page. Without scripts neither button is there.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
	if (!navigator.clipboard) continue;
	button.hidden = false;
	button.addEventListener("click", async () => {
		const list = document.getElementById(button.dataset.copy);
		const lines = Array.from(list.children, (line) => line.textContent.trim());
		await navigator.clipboard.writeText(lines.join("\n"));
		button.textContent = button.dataset.copied;
	});
}
for (const button of document.querySelectorAll("[data-print]")) {
	button.hidden = false;
	button.addEventListener("click", () => window.print());
}
