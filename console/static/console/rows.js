/* Items edited in their rows: Enter saves, Escape leaves it, Tab from the last price goes on to the next one.
   The rows ask and answer like the deeds' dialogs, whose pages the links lead to without scripts. */
(() => {
	"use strict";

	const rowOf = (node) => node.closest("[data-live-part]");
	const formIn = (row) => row.querySelector("[data-row-form]");
	const fieldsOf = (form) => [...form.querySelectorAll("input:not([type=hidden]), textarea, select")];
	const isChanged = (form) => fieldsOf(form).some((field) => field.value !== field.defaultValue);

	async function ask(url, options = {}, form = null) {
		const headers = { "HX-Request": "true", "HX-Current-URL": location.href, "X-Row": "1" };
		const reply = await fetch(url, { ...options, headers });
		const elsewhere = reply.headers.get("HX-Redirect");
		if (elsewhere) {
			if (form) document.dispatchEvent(new CustomEvent("bd:logged-out", { detail: form }));
			location.href = elsewhere;
			return null;
		}
		return { status: reply.status, html: await reply.text() };
	}

	/* --- opening and closing ---------------------------------------------------------------------------- */

	async function edit(opener) {
		const row = rowOf(opener);
		row.dataset.opener = opener.dataset.deed;
		row.setAttribute("aria-busy", "true");
		try {
			const answer = await ask(opener.href);
			if (answer) show(row, answer);
		} catch {
			location.href = opener.href;
		} finally {
			row.removeAttribute("aria-busy");
		}
	}

	function show(row, { status, html }) {
		if (![200, 403, 409, 422].includes(status)) {
			// Gone meanwhile, or a fault: the page itself says which.
			location.reload();
			return;
		}
		formIn(row)?.remove();
		row.insertAdjacentHTML("beforeend", html);
		row.querySelector("[data-row-view]").hidden = true;
		const form = formIn(row);
		if (!form) {
			location.reload();
			return;
		}
		const bad = form.querySelector("[aria-invalid='true']");
		const first = bad ?? (status === 409 ? form.querySelector("[data-submit]") : null) ?? fieldsOf(form)[0];
		(first ?? form.querySelector("button"))?.focus();
		if (first?.matches("input")) first.select();
	}

	function close(row, { focus = true, saved = false } = {}) {
		formIn(row)?.remove();
		row.querySelector("[data-row-view]").hidden = false;
		const opener = row.querySelector(`[data-row-edit][data-deed="${row.dataset.opener}"]`);
		delete row.dataset.opener;
		if (focus) opener?.focus();
		// What waited while the row was in hand is shown now.
		const isHeard = !document.dispatchEvent(new CustomEvent("bd:reread", { cancelable: true }));
		if (saved && !isHeard) location.reload();
	}

	/* --- saving -------------------------------------------------------------------------------------------- */

	/* Resolves to whether the row was saved; else it shows why not. */
	async function save(form) {
		if (form.dataset.saving) return false;
		form.dataset.saving = "1";
		const row = rowOf(form);
		const button = form.querySelector("[data-submit]");
		button.disabled = true;
		try {
			const answer = await ask(form.action, { method: "POST", body: new FormData(form) }, form);
			if (!answer) return false;
			if (answer.status === 204) return true;
			show(row, answer);
		} catch {
			alone(form);
		} finally {
			delete form.dataset.saving;
			button.disabled = false;
		}
		return false;
	}

	function alone(form) {
		// No answer: what was typed stays, to be sent again.
		form.classList.add("bd-item-edit-offline");
	}

	/* The next row whose price can be noted, after this one. */
	function nextPrice(row) {
		for (let next = row.nextElementSibling; next; next = next.nextElementSibling) {
			const opener = next.querySelector('[data-row-edit][data-deed="set_draft_price"]');
			if (opener) return opener;
		}
		return null;
	}

	document.addEventListener("click", (event) => {
		const opener = event.target.closest("a[data-row-edit]");
		if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
			event.preventDefault();
			edit(opener);
			return;
		}
		const cancel = event.target.closest("[data-row-cancel]");
		if (cancel) close(rowOf(cancel));
	});

	document.addEventListener("submit", async (event) => {
		const form = event.target.closest("[data-row-form]");
		if (!form) return;
		event.preventDefault();
		const row = rowOf(form);
		// Nothing typed, nothing refused before: there is nothing to save.
		if (!isChanged(form) && !form.querySelector("[data-refusal]")) close(row);
		else if (await save(form)) close(row, { saved: true });
	});

	document.addEventListener("keydown", async (event) => {
		const form = event.target.closest?.("[data-row-form]");
		if (!form) return;
		const row = rowOf(form);
		if (event.key === "Escape") {
			event.preventDefault();
			close(row);
			return;
		}
		const goesOn = event.key === "Tab" && !event.shiftKey && event.target === fieldsOf(form).at(-1);
		if (!goesOn || form.dataset.rowDeed !== "set_draft_price") return;
		const next = nextPrice(row);
		if (!next) return;
		event.preventDefault();
		const saved = isChanged(form);
		if (saved && !(await save(form))) return;
		close(row, { focus: false, saved });
		edit(next);
	});
})();
