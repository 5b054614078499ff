/* The keyboard map: what a mouse can press, a key can. `?` shows it, and there single keys can be turned off. */
(() => {
	"use strict";

	const OFF = "bd-keys-off";
	const SECOND_KEY_WITHIN = 1_500;
	let waitsForSecond = -Infinity;

	const isOn = () => localStorage.getItem(OFF) !== "1";

	function isTyping(target) {
		return target.isContentEditable || Boolean(target.closest?.("input:not([type=checkbox]):not([type=radio]), select, textarea"));
	}

	/* --- rows of a list: j and k walk, the rest acts on the row one stands on --------------------- */

	const rows = () => [...document.querySelectorAll("tr[data-order]")];
	const here = () => document.querySelector("tr.bd-row-here");

	function walk(by) {
		const all = rows();
		if (!all.length) return false;
		const at = all.indexOf(here());
		const to = all[Math.min(Math.max(at + by, 0), all.length - 1)];
		here()?.classList.remove("bd-row-here");
		to.classList.add("bd-row-here");
		to.querySelector("a")?.focus({ preventScroll: true });
		to.scrollIntoView({ block: "nearest" });
		return true;
	}

	function press(selector, root = document) {
		const found = root?.querySelector(selector);
		if (!found || found.hidden) return false;
		if (found.matches("summary")) found.focus();
		found.click();
		return true;
	}

	function focusOn(selector) {
		const field = [...document.querySelectorAll(selector)].find((one) => one.checkVisibility());
		field?.focus();
		return Boolean(field);
	}

	const go = (path) => () => {
		location.assign(path);
		return true;
	};

	const toQueue = (number) => () => {
		const link = [...document.querySelectorAll("a:has([data-badge])")][number - 1];
		if (!link) return false;
		link.click();
		return true;
	};

	function palette() {
		window.dispatchEvent(new CustomEvent("opencommand"));
		return true;
	}

	const KEYS = {
		"?": () => toggleHelp(),
		"/": palette,
		j: () => walk(1),
		k: () => walk(-1),
		o: () => press("a.bd-ref", here()),
		x: () => press("input[type=checkbox]", here()),
		".": () => press(".bd-cell-next a", here()) || press("[data-primary], [data-shortcut]"),
		m: () => press("[data-more]"),
		r: () => {
			press("#tab-messages");
			return focusOn("[data-composer] textarea");
		},
		i: () => press("[data-take]", here()) || press('[data-desk="take"]'),
		f: () => {
			const folded = document.querySelector("#bd-filters-open");
			if (folded) folded.checked = true;
			return focusOn("#bd-filters-form :is(select, input:not([type=hidden]))");
		},
		u: () => press('[data-key="back"]'),
		"[": () => press('[data-key="previous"]'),
		"]": () => press('[data-key="next"]'),
	};
	for (const tab of [1, 2, 3, 4, 5]) KEYS[tab] = () => press(`[data-key="tab-${tab}"]`);

	function second(home) {
		const keys = { h: go(home), o: go(`${home}orders/`), w: go(`${home}warehouse/`) };
		for (let number = 1; number <= 9; number += 1) keys[number] = toQueue(number);
		return keys;
	}

	/* --- the help -------------------------------------------------------------------------------- */

	const help = () => document.getElementById("bd-keys");

	function toggleHelp() {
		const dialog = help();
		if (!dialog) return false;
		if (dialog.open) dialog.close();
		else dialog.showModal();
		return true;
	}

	document.addEventListener("click", (event) => {
		if (event.target.closest("[data-keys-help]")) toggleHelp();
		if (event.target === help()) help().close();
	});

	document.addEventListener("change", (event) => {
		if (event.target.matches("[data-keys-switch]")) localStorage.setItem(OFF, event.target.checked ? "0" : "1");
	});

	document.addEventListener("DOMContentLoaded", () => {
		const toggle = document.querySelector("[data-keys-switch]");
		if (toggle) toggle.checked = isOn();
	});

	// On the way down and before Unfold's own listener, which knows ?, / and [ for other things.
	window.addEventListener("keydown", onKey, true);

	function onKey(event) {
		if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
		if (!isOn() && event.key !== "?") return;
		const dialog = document.querySelector("dialog[open]");
		if (dialog && !(dialog === help() && event.key === "?")) return;
		const home = help()?.dataset.home;
		if (!home) return;
		const afterG = performance.now() - waitsForSecond < SECOND_KEY_WITHIN;
		waitsForSecond = -Infinity;
		const done = afterG ? second(home)[event.key]?.() : KEYS[event.key]?.();
		if (done) {
			event.preventDefault();
			event.stopImmediatePropagation();
		} else if (event.key === "g" && !afterG) {
			waitsForSecond = performance.now();
		}
	}
})();
