/* One tick for all rows of a list that can be picked. */
(() => {
	"use strict";

	const picks = () => document.querySelectorAll("input[name=pick]");

	document.addEventListener("DOMContentLoaded", () => {
		const all = document.querySelector("[data-pick-all]");
		if (all) all.closest("label").hidden = picks().length < 2;
	});

	document.addEventListener("change", (event) => {
		if (event.target.matches("[data-pick-all]")) {
			for (const one of picks()) one.checked = event.target.checked;
		} else if (event.target.name === "pick") {
			const all = document.querySelector("[data-pick-all]");
			if (all) all.checked = [...picks()].every((one) => one.checked);
		}
	});
})();
