/* A sign of life of this page every 20 seconds, and who else is here. All tabs of one person are one. */
(() => {
	"use strict";

	const EVERY = 20_000;
	const FRESH = 45_000;
	const SOON = 200;

	document.addEventListener("DOMContentLoaded", () => {
		const spot = document.querySelector("[data-presence]");
		if (spot) start(spot);
	});

	function start(spot) {
		const people = spot.querySelector("[data-presence-people]");
		const { place, url, leaveUrl } = spot.dataset;
		const token = spot.querySelector("[name=csrfmiddlewaretoken]").value;
		const tab = Math.random().toString(36).slice(2);
		const shelf = `bd-here:${place}`;
		let timer;

		/* What the tabs of this browser say of themselves: {tab: [when, edits]}. */
		function tabs() {
			let kept = {};
			try {
				kept = JSON.parse(localStorage.getItem(shelf)) ?? {};
			} catch {
				// Nothing kept, or not by us.
			}
			return Object.fromEntries(Object.entries(kept).filter(([, [at]]) => Date.now() - at < FRESH));
		}

		function keep(all) {
			try {
				if (Object.keys(all).length) localStorage.setItem(shelf, JSON.stringify(all));
				else localStorage.removeItem(shelf);
			} catch {
				// A browser that keeps nothing: each tab speaks for itself.
			}
		}

		const isEditing = () =>
			Boolean(document.querySelector("[data-row-form], dialog[open] [data-deed-form]")) ||
			Boolean(document.activeElement?.closest?.(":is(.bd-order, .bd-editor) :is(textarea, select, input:not([type=hidden]), [contenteditable])"));

		function form(edits) {
			const data = new FormData();
			data.set("csrfmiddlewaretoken", token);
			data.set("place", place);
			data.set("edits", edits ? "1" : "0");
			return data;
		}

		async function beat() {
			clearTimeout(timer);
			if (document.hidden) return;
			timer = setTimeout(beat, EVERY);
			const all = { ...tabs(), [tab]: [Date.now(), isEditing()] };
			keep(all);
			try {
				const edits = Object.values(all).some(([, one]) => one);
				const reply = await fetch(url, { method: "POST", body: form(edits), redirect: "manual" });
				if (reply.ok) take(await reply.text());
				else if (reply.status < 500) clearTimeout(timer);
			} catch {
				// Off line for a moment: the next sign tells.
			}
		}

		function take(html) {
			const fresh = html.trim();
			if (people.innerHTML.trim() !== fresh) people.innerHTML = fresh;
		}

		function soon() {
			clearTimeout(timer);
			timer = setTimeout(beat, SOON);
		}

		let was = false;
		function look() {
			const is = isEditing();
			if (is !== was) soon();
			was = is;
		}

		document.addEventListener("focusin", look);
		document.addEventListener("focusout", () => setTimeout(look));
		document.addEventListener("visibilitychange", soon);
		document.addEventListener("bd:presence", soon);
		window.addEventListener("pageshow", soon);
		window.addEventListener("pagehide", () => {
			const { [tab]: _mine, ...rest } = tabs();
			keep(rest);
			if (!Object.keys(rest).length) navigator.sendBeacon(leaveUrl, form(false));
		});
		beat();
	}
})();
