/* The editor of a catalog entry: tabs, grids, drafts that save themselves, panels that open by key. Without it the
   page is one long form, and every button works. */
(() => {
	"use strict";

	const REST = 1_500;
	const AGAIN = 8_000;
	const SHELF = "bd-editor-sides";
	// By key: Alt+1 to Alt+4.
	const SIDES = ["status", "checks", "history", "preview"];

	document.addEventListener("DOMContentLoaded", () => {
		for (const select of document.querySelectorAll("select[data-submits]")) select.addEventListener("change", () => select.form.requestSubmit());
		const form = document.querySelector("[data-editor]");
		if (form) start(form);
	});

	function start(form) {
		const said = form.querySelector("[data-editor-state]");
		const { saving, saved, unsaved, offline, loggedOut, refused } = form.dataset;
		const seq = form.elements.seq;
		form.elements.stretch.value = crypto.randomUUID?.() ?? String(Math.random()).slice(2, 34);

		/* --- tabs and panels ------------------------------------------------------------------------------ */

		const tabs = [...form.querySelectorAll("[data-editor-tabs] [role=tab]")];

		function open(tab, { focus = false } = {}) {
			for (const one of tabs) {
				const is = one === tab;
				one.setAttribute("aria-selected", String(is));
				one.tabIndex = is ? 0 : -1;
				document.getElementById(one.getAttribute("aria-controls")).hidden = !is;
			}
			if (focus) tab.focus();
		}

		if (tabs.length) {
			open(tabs.find((tab) => tab.querySelector(".bd-badge-alarming")) ?? tabs[0]);
			for (const [at, tab] of tabs.entries()) {
				tab.addEventListener("click", () => open(tab));
				tab.addEventListener("keydown", (event) => {
					const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
					if (step) open(tabs[(at + step + tabs.length) % tabs.length], { focus: true });
				});
			}
		}

		function goTo(place) {
			const [name, number, column] = place.split(".");
			const whole = form.elements[name];
			const field =
				whole ??
				form.elements[`${name}-${number}-${column}`] ??
				form.querySelector(`[data-grid="${CSS.escape(name)}"]`);
			const spot = field instanceof RadioNodeList ? field[0] : field;
			if (!spot) return;
			const panel = spot.closest("[role=tabpanel]");
			const tab = tabs.find((one) => one.getAttribute("aria-controls") === panel?.id);
			if (tab) open(tab);
			// A field with an editor of its own goes there by itself.
			const own = spot.hidden && spot.closest("[data-blocks], [data-rich]");
			if (own) {
				own.dispatchEvent(new CustomEvent("bd:goto", { detail: place.slice(name.length + 1) }));
				return;
			}
			spot.scrollIntoView({ block: "center" });
			spot.focus?.();
		}

		form.addEventListener("click", (event) => {
			const link = event.target.closest("[data-goto]");
			if (link) {
				event.preventDefault();
				goTo(link.dataset.goto);
			}
			const sure = event.target.closest("[data-sure]");
			if (sure && !confirm(sure.dataset.sure)) event.preventDefault();
			const back = event.target.closest("[data-revert]");
			if (back) form.elements.number.value = back.dataset.number;
		});

		const sides = [...form.querySelectorAll("[data-side]")];
		const kept = read();
		for (const side of sides) {
			if (side.dataset.side in kept) side.open = kept[side.dataset.side];
			side.addEventListener("toggle", () => {
				const now = { ...read(), [side.dataset.side]: side.open };
				try {
					localStorage.setItem(SHELF, JSON.stringify(now));
				} catch {
					// A browser that keeps nothing.
				}
			});
		}

		function read() {
			try {
				return JSON.parse(localStorage.getItem(SHELF)) ?? {};
			} catch {
				return {};
			}
		}

		document.addEventListener("keydown", (event) => {
			if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
				event.preventDefault();
				form.querySelector("[data-save]")?.click();
			}
			if (event.altKey && ["1", "2", "3", "4"].includes(event.key)) {
				const side = sides.find((one) => one.dataset.side === SIDES[Number(event.key) - 1]);
				if (!side) return;
				event.preventDefault();
				side.open = !side.open;
				if (side.open) side.querySelector("summary").focus();
			}
		});

		/* --- grids ---------------------------------------------------------------------------------------- */

		for (const grid of form.querySelectorAll("[data-grid]")) gridOf(grid);

		function gridOf(grid) {
			const body = grid.querySelector("[data-grid-rows]");
			const blank = grid.querySelector("[data-grid-blank]");
			const prefix = grid.dataset.grid;
			let next = body.rows.length;

			function add() {
				const row = blank.content.firstElementChild.cloneNode(true);
				for (const field of row.querySelectorAll("[name]")) {
					field.name = field.name.replace("__n__", next);
					field.id = field.id.replace("__n__", next);
				}
				next += 1;
				body.append(row);
				count();
				return row;
			}

			function count() {
				for (const [at, row] of [...body.rows].entries()) row.cells[0].textContent = String(at + 1);
			}

			const fieldsOf = (row) => [...row.querySelectorAll("input, select")];

			grid.addEventListener("click", (event) => {
				if (event.target.closest("[data-grid-add]")) fieldsOf(add())[0].focus();
				const remove = event.target.closest("[data-grid-remove]");
				if (remove) {
					const row = remove.closest("tr");
					const beside = row.nextElementSibling ?? row.previousElementSibling;
					row.remove();
					count();
					changed();
					(beside ? fieldsOf(beside)[0] : grid.querySelector("[data-grid-add]")).focus();
				}
			});

			grid.addEventListener("keydown", (event) => {
				const field = event.target.closest("input, select");
				const row = field?.closest("tr");
				if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
				const at = fieldsOf(row).indexOf(field);
				if (event.key === "Enter") {
					event.preventDefault();
					fieldsOf(row.nextElementSibling ?? add())[at].focus();
				} else if (event.key === "ArrowDown" && field.matches("input") && row.nextElementSibling) {
					event.preventDefault();
					fieldsOf(row.nextElementSibling)[at].focus();
				} else if (event.key === "ArrowUp" && field.matches("input") && row.previousElementSibling) {
					event.preventDefault();
					fieldsOf(row.previousElementSibling)[at].focus();
				}
			});

			grid.addEventListener("paste", (event) => {
				const text = event.clipboardData?.getData("text/plain") ?? "";
				const field = event.target.closest("input, select");
				if (!field || !/[\t\n]/.test(text.trim())) return;
				event.preventDefault();
				let row = field.closest("tr");
				const first = fieldsOf(row).indexOf(field);
				for (const line of text.replace(/\r/g, "").replace(/\n+$/, "").split("\n")) {
					row ??= add();
					const fields = fieldsOf(row).slice(first);
					for (const [at, cell] of line.split("\t").slice(0, fields.length).entries()) {
						fields[at].value = cell.trim().replace(/^[₩$]/, "").replace(/(\d),(?=\d{3})/g, "$1");
					}
					row = row.nextElementSibling;
				}
				changed();
			});
		}

		/* --- preview -------------------------------------------------------------------------------------- */

		const panel = form.querySelector("[data-preview-of]");
		if (panel) previewIn(panel);

		function previewIn(panel) {
			const frame = panel.querySelector("[data-preview-frame]");
			const state = panel.querySelector("[data-preview-state]");
			const stage = frame.parentElement;
			let width = 390;
			let lang = "en";
			let wait;
			let asked = 0;

			function fit() {
				const scale = Math.min(1, stage.clientWidth / width);
				frame.style.width = `${width}px`;
				frame.style.transform = `scale(${scale})`;
				frame.style.height = `${640 / scale}px`;
				stage.style.height = "640px";
			}

			async function draw() {
				clearTimeout(wait);
				if (!panel.open) return;
				const mine = ++asked;
				const data = new FormData(form);
				data.set("entry", form.dataset.entry);
				data.set("lang", lang);
				try {
					const reply = await fetch(panel.dataset.previewOf, { method: "POST", body: data, redirect: "manual" });
					if (!reply.ok) throw new Error(String(reply.status));
					const html = await reply.text();
					if (mine !== asked) return;
					const at = frame.contentWindow?.scrollY ?? 0;
					frame.addEventListener("load", () => frame.contentWindow?.scrollTo(0, at), { once: true });
					frame.srcdoc = html;
					state.textContent = "";
				} catch {
					state.textContent = state.dataset.failed;
				}
				fit();
			}

			function press(group, button) {
				for (const one of panel.querySelectorAll(group)) one.setAttribute("aria-pressed", String(one === button));
			}

			panel.addEventListener("click", (event) => {
				const wide = event.target.closest("[data-width]");
				const spoken = event.target.closest("button[data-lang]");
				if (wide) {
					width = Number(wide.dataset.width);
					press("[data-width]", wide);
					fit();
				}
				if (spoken) {
					lang = spoken.dataset.lang;
					press("button[data-lang]", spoken);
					draw();
				}
			});
			panel.addEventListener("toggle", draw);
			form.addEventListener("input", () => {
				clearTimeout(wait);
				wait = setTimeout(draw, 500);
			});
			window.addEventListener("resize", fit);
			draw();
		}

		/* --- drafts --------------------------------------------------------------------------------------- */

		if ("closed" in form.dataset) return;
		let timer;
		let running = false;
		let dirty = false;
		let stopped = false;

		const say = (words) => {
			said.textContent = words;
		};

		function changed() {
			dirty = true;
			if (stopped) return;
			say(unsaved);
			clearTimeout(timer);
			timer = setTimeout(save, REST);
		}

		async function save() {
			clearTimeout(timer);
			if (!dirty || running || stopped) return;
			running = true;
			dirty = false;
			say(saving);
			try {
				const data = new FormData(form);
				const reply = await fetch(form.dataset.autosave, { method: "POST", body: data, redirect: "manual" });
				if (reply.ok) take(await reply.json());
				else if (reply.status === 409 || reply.status === 403) stop((await reply.json()).message);
				else if (reply.type === "opaqueredirect") again(loggedOut);
				else if (reply.status < 500) stop(refused);
				else again(offline);
			} catch {
				again(offline);
			} finally {
				running = false;
			}
			if (pressed !== undefined) (dirty && said.textContent === saved ? save : send)();
			else if (dirty && !stopped && said.textContent === saved) timer = setTimeout(save, REST);
		}

		/* Not kept: said, and tried again. */
		function again(words) {
			dirty = true;
			say(words);
			timer = setTimeout(save, AGAIN);
		}

		function take(answer) {
			seq.value = answer.seq;
			say(saved);
			const checks = form.querySelector("[data-checks]");
			if (checks) checks.textContent = answer.checks;
			if (form.dataset.autosave === answer.autosave) return;
			// The first words have made the entry: from now on this page is its page.
			form.dataset.autosave = answer.autosave;
			form.action = answer.url;
			history.replaceState(null, "", answer.url);
		}

		/* Somebody else was faster, or it was locked: said once; what is typed stays on the page. */
		function stop(words) {
			stopped = true;
			say(words);
			said.classList.add("bd-text-danger");
		}

		form.addEventListener("input", (event) => {
			if (!event.target.closest(".bd-editor-side")) changed();
		});
		form.addEventListener("change", (event) => {
			if (!event.target.closest(".bd-editor-side")) changed();
		});
		/* What is typed is kept before a button does anything: with the number that the page has by then, so that
		   its own autosave is nobody else's newer version. */
		let pressed;
		form.addEventListener("submit", (event) => {
			if (pressed === undefined && (running || (dirty && !stopped))) {
				event.preventDefault();
				pressed = event.submitter;
				save();
				return;
			}
			if (running) {
				event.preventDefault();
				return;
			}
			stopped = true;
			dirty = false;
			clearTimeout(timer);
		});

		function send() {
			dirty = false;
			form.requestSubmit(pressed);
		}
		window.addEventListener("beforeunload", (event) => {
			if (dirty || running) event.preventDefault();
		});
		document.addEventListener("bd:editor-changed", changed);
	}
})();
