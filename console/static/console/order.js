/* The order page: its tabs, its panels that fold on a phone, the timeline's filter. All of it works as links without. */
(() => {
	"use strict";

	/* --- tabs ------------------------------------------------------------------------------------------ */

	const tabsOf = (list) => [...list.querySelectorAll("[role=tab]")];

	function open(tab, { focus = false } = {}) {
		for (const one of tabsOf(tab.closest("[role=tablist]"))) {
			const isOpen = one === tab;
			one.setAttribute("aria-selected", String(isOpen));
			one.tabIndex = isOpen ? 0 : -1;
			document.getElementById(one.getAttribute("aria-controls")).hidden = !isOpen;
		}
		// The address keeps the tab for a reload, the way back leads to where the person came from.
		history.replaceState(history.state, "", tab.href);
		if (focus) tab.focus();
		tab.scrollIntoView({ block: "nearest", inline: "nearest" });
		document.dispatchEvent(new CustomEvent("bd:tab", { detail: tab.id.replace("tab-", "") }));
	}

	const isPlain = (event) => !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;

	document.addEventListener("click", (event) => {
		const tab = event.target.closest("[data-tabs] [role=tab]");
		if (tab && isPlain(event)) {
			event.preventDefault();
			open(tab);
			return;
		}
		const chip = event.target.closest("[data-show-only]");
		if (chip && isPlain(event)) {
			event.preventDefault();
			narrow(chip);
		}
	});

	document.addEventListener("keydown", (event) => {
		const tab = event.target.closest?.("[data-tabs] [role=tab]");
		if (!tab || event.ctrlKey || event.metaKey || event.altKey) return;
		const all = tabsOf(tab.closest("[role=tablist]"));
		const at = all.indexOf(tab);
		const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
		if (to !== undefined) {
			event.preventDefault();
			open(all[(to + all.length) % all.length], { focus: true });
		} else if (event.key === " ") {
			event.preventDefault();
			open(tab);
		}
	});

	/* --- the timeline's filter ---------------------------------------------------------------------------- */

	function narrow(chip) {
		chip.closest("[data-timeline]").dataset.show = chip.dataset.showOnly;
		for (const one of chip.parentElement.children) one.toggleAttribute("aria-current", one === chip);
		chip.setAttribute("aria-current", "true");
		history.replaceState(history.state, "", chip.href);
	}

	/* --- panels ------------------------------------------------------------------------------------------- */

	/* What stands open on a wide screen is folded on a narrow one. */
	function foldBelow(panel) {
		const screen = matchMedia(`(max-width: ${panel.dataset.foldBelow ?? 1100}px)`);
		const follow = () => {
			panel.open = !screen.matches;
		};
		follow();
		screen.addEventListener("change", follow);
	}

	document.addEventListener("DOMContentLoaded", () => {
		for (const tab of document.querySelectorAll("[data-tabs] [role=tab]")) {
			tab.tabIndex = tab.getAttribute("aria-selected") === "true" ? 0 : -1;
		}
		document.querySelectorAll("[data-fold]").forEach(foldBelow);
	});
})();
