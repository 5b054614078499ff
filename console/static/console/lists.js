/* Lists of orders: ticking rows, finding back to one's place, and a bulk deed that goes on by itself. Without it
   rows are ticked one by one, and a press of the button takes a long bulk deed further. */
(() => {
	"use strict";

	const PLACE = "bd-place";
	const TICKS = "bd-ticks:";
	const here = location.pathname + location.search;
	const table = () => document.querySelector("#result_list[data-list]");
	const ticks = () => [...document.querySelectorAll("[data-tick]")];

	function kept(key) {
		try {
			return JSON.parse(sessionStorage.getItem(key));
		} catch {
			return null;
		}
	}

	function keep(key, value) {
		try {
			if (value === null) sessionStorage.removeItem(key);
			else sessionStorage.setItem(key, JSON.stringify(value));
		} catch {
			// Storage is full or forbidden: the list works, it only forgets.
		}
	}

	/* --- ticking ---------------------------------------------------------------------------------------- */

	let last = null;

	function tell() {
		const all = ticks();
		const ticked = all.filter((box) => box.checked);
		const page = document.querySelector("[data-tick-page]");
		if (page) {
			page.checked = all.length > 0 && ticked.length === all.length;
			page.indeterminate = ticked.length > 0 && ticked.length < all.length;
		}
		const count = document.querySelector("[data-tick-count]");
		if (count) count.textContent = ticked.length;
		keep(TICKS + here, ticked.length ? ticked.map((box) => box.dataset.tick) : null);
	}

	function restoreTicks() {
		const refs = new Set(kept(TICKS + here) ?? []);
		for (const box of ticks()) if (refs.has(box.dataset.tick)) box.checked = true;
		tell();
	}

	document.addEventListener("change", (event) => {
		if (event.target.matches("[data-tick-page]")) {
			for (const box of ticks()) box.checked = event.target.checked;
			const all = document.querySelector("[data-tick-all]");
			if (all && !event.target.checked) all.checked = false;
			tell();
		} else if (event.target.matches("[data-tick]")) {
			const all = document.querySelector("[data-tick-all]");
			if (all && !event.target.checked) all.checked = false;
			tell();
		} else if (event.target.matches("[data-tick-all]") && event.target.checked) {
			for (const box of ticks()) box.checked = true;
			tell();
		}
	});

	document.addEventListener("click", (event) => {
		const box = event.target.closest("[data-tick]");
		if (box) {
			const all = ticks();
			const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
			if (event.shiftKey && from >= 0) {
				for (const between of all.slice(from, to + 1)) between.checked = box.checked;
				tell();
			}
			last = box;
			return;
		}
		if (event.target.closest("[data-tick-none]")) {
			for (const one of document.querySelectorAll("[data-tick], [data-tick-all]")) one.checked = false;
			tell();
			return;
		}
		if (event.target.closest("[data-print]")) window.print();
	});

	/* --- one's place in the list ---------------------------------------------------------------------------- */

	let recent = null;

	function scroller() {
		let element = table()?.closest(".bd-table-frame")?.parentElement;
		while (element && element !== document.body) {
			const { overflowY } = getComputedStyle(element);
			if (/auto|scroll/.test(overflowY) && element.scrollHeight > element.clientHeight) return element;
			element = element.parentElement;
		}
		return document.scrollingElement;
	}

	function remember(row) {
		keep(PLACE, { list: here, ref: row.dataset.order, top: scroller().scrollTop });
	}

	document.addEventListener(
		"click",
		(event) => {
			const row = event.target.closest("#result_list[data-list] tr[data-order]");
			if (row && event.target.closest("a, button")) remember(row);
		},
		true,
	);

	/* By a rule of its own, not by a class of the row: rows that bring themselves up to date lose what was
	   added to them. */
	function mark(ref) {
		recent ??= new CSSStyleSheet();
		recent.replaceSync(`#result_list tr[data-order="${CSS.escape(ref)}"] {
			background: color-mix(in srgb, var(--color-primary-500) 7%, transparent);
			box-shadow: inset 3px 0 0 var(--color-primary-500);
		}`);
		if (!document.adoptedStyleSheets.includes(recent)) document.adoptedStyleSheets.push(recent);
	}

	function comeBack() {
		if (!table()) return;
		const place = kept(PLACE);
		if (place?.list !== here) return;
		mark(place.ref);
		scroller().scrollTop = place.top;
	}

	/* --- a bulk deed over many rows --------------------------------------------------------------------------- */

	async function goOn(form) {
		const button = form.querySelector("button");
		const bar = form.querySelector("progress");
		const words = document.querySelector("[data-bulk-words]");
		button.hidden = true;
		try {
			for (let left = 1; left > 0; ) {
				const reply = await fetch(form.action, {
					method: "POST",
					body: new FormData(form),
					headers: { Accept: "application/json" },
					redirect: "error",
				});
				if (!reply.ok) throw new Error(reply.status);
				const before = left;
				const now = await reply.json();
				left = now.left;
				bar.value = bar.max - left;
				words.textContent = now.words;
				// Another tab does the same run: leave it the work, and look now and then.
				if (left === before) await new Promise((resolve) => setTimeout(resolve, 1000));
			}
			location.reload();
		} catch {
			// The button takes it further when the server answers again.
			button.hidden = false;
		}
	}

	/* --- what the page is -------------------------------------------------------------------------------------- */

	function start() {
		if (table()) {
			restoreTicks();
			comeBack();
		}
		const result = document.querySelector("[data-bulk-result]");
		if (result && result.dataset.left === "0") {
			for (const key of Object.keys(sessionStorage)) {
				if (key.startsWith(TICKS + result.dataset.bulkList)) keep(key, null);
			}
		}
		const form = document.querySelector("[data-bulk-go-on]");
		if (form) goOn(form);
	}

	if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
	else start();
	window.addEventListener("pageshow", (event) => {
		if (event.persisted) comeBack();
	});
})();
