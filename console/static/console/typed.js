/* What was typed into a dialog when the server says that the session is over: kept in this tab until the dialog is
   open again after the log-in, then forgotten. Never passwords, never files. */
(() => {
	"use strict";

	const KEPT = "bd-typed";
	// A dialog that is a page of its own has been sent: kept only if the answer is the log-in page.
	const SENT = "bd-sent";
	const DRAFT = "bd-draft ";

	let back = null;

	function read(name) {
		try {
			return JSON.parse(sessionStorage.getItem(name));
		} catch {
			return null;
		}
	}

	function keep(name, what) {
		try {
			sessionStorage.setItem(name, JSON.stringify(what));
		} catch {
			// A browser that keeps nothing.
		}
	}

	const isKept = (field) => field.name && field.name !== "csrfmiddlewaretoken" && !["password", "file"].includes(field.type);

	function typedIn(form) {
		const names = new Set([...form.elements].filter(isKept).map((field) => field.name));
		const values = [...new FormData(form)].filter(([name, value]) => names.has(name) && typeof value === "string");
		return { url: form.action, who: form.dataset.who, values };
	}

	function fill(form, { values }) {
		const left = [...values];
		let last;
		for (const field of [...form.elements].filter(isKept)) {
			if (field.type === "checkbox" || field.type === "radio") {
				field.checked = left.some(([name, value]) => name === field.name && value === field.value);
				continue;
			}
			const at = left.findIndex(([name]) => name === field.name);
			if (at < 0 || field.matches("button")) continue;
			field.value = left.splice(at, 1)[0][1];
			if (field.type !== "hidden") last = field;
		}
		// A preview of the total, a field that grows: they look again.
		last?.dispatchEvent(new Event("input", { bubbles: true }));
	}

	/* --- the session is over ---------------------------------------------------------------------------------- */

	document.addEventListener("htmx:beforeOnLoad", (event) => {
		if (!event.detail.xhr.getResponseHeader("X-Logged-Out")) return;
		const form = event.detail.elt.closest?.("[data-deed-form]") ?? document.querySelector("dialog[open] [data-deed-form]");
		if (!form) return;
		keep(KEPT, typedIn(form));
		// A preview leads out while somebody types on.
		window.addEventListener("pagehide", () => keep(KEPT, typedIn(form)), { once: true });
	});

	// A row that is edited in its place asks by itself; it comes back as the same deed's dialog.
	document.addEventListener("bd:logged-out", (event) => keep(KEPT, typedIn(event.detail)));

	document.addEventListener("submit", (event) => {
		const form = event.target.closest("[data-deed-form]");
		if (form && !form.hasAttribute("hx-post")) keep(SENT, typedIn(form));
	});

	/* --- and begins again ------------------------------------------------------------------------------------- */

	document.addEventListener("DOMContentLoaded", () => {
		const sent = read(SENT);
		sessionStorage.removeItem(SENT);
		const notice = document.querySelector("[data-logged-out]");
		if (notice && sent) keep(KEPT, sent);
		const kept = read(KEPT);
		if (document.getElementById("login-form")) {
			const hasDraft = Object.keys(sessionStorage).some((name) => name.startsWith(DRAFT));
			if (notice && (kept || hasDraft)) notice.textContent = notice.dataset.kept;
		} else if (kept) {
			sessionStorage.removeItem(KEPT);
			back = kept;
			document.dispatchEvent(new CustomEvent("bd:open", { detail: kept.url }));
		}
	});

	document.addEventListener("htmx:afterSwap", (event) => {
		if (!back || event.detail.target.id !== "bd-dialog") return;
		const form = event.detail.target.querySelector("[data-deed-form]");
		const kept = back;
		back = null;
		// Somebody else has logged in on this computer: it is not theirs. Closed meanwhile: there is no place for it.
		if (!form?.querySelector("[data-submit]") || (kept.who && kept.who !== form.dataset.who)) return;
		fill(form, kept);
		const notice = form.querySelector("[data-brought-back]");
		if (notice) notice.hidden = false;
	});
})();
