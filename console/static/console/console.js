/* The console's own behaviour: dialogs for deeds, copying a link. Everything works without it, as pages. */
(() => {
	"use strict";

	let dialog;

	function frame() {
		if (!dialog) {
			dialog = document.createElement("dialog");
			dialog.id = "bd-dialog";
			dialog.className = "bd-dialog-frame";
			dialog.setAttribute("aria-labelledby", "bd-dialog-title");
			dialog.addEventListener("mousedown", (event) => {
				if (event.target === dialog) dialog.close();
			});
			dialog.addEventListener("close", () => dialog.replaceChildren());
			document.body.append(dialog);
		}
		return dialog;
	}

	function focusInto(root) {
		const wanted =
			root.querySelector("[aria-invalid='true']") ||
			root.querySelector("[data-dialog-body] :is(input, select, textarea):not([type=hidden])") ||
			// Enter does what the dialog is for, unless that cannot be taken back.
			root.querySelector("button[type=submit]:not(.bd-button-danger)") ||
			root.querySelector(".bd-dialog-foot [data-dialog-close], [data-dialog-close]");
		wanted?.focus();
	}

	async function open(url) {
		const root = frame();
		root.innerHTML = '<div class="bd-dialog-loading" role="status"><span class="bd-spinner"></span></div>';
		if (!root.open) root.showModal();
		try {
			await htmx.ajax("GET", url, { target: root, swap: "innerHTML" });
		} catch {
			root.close();
			location.href = url;
		}
	}

	document.addEventListener("bd:open", (event) => open(event.detail));

	document.addEventListener("click", (event) => {
		const opener = event.target.closest("a[data-dialog]");
		if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
			event.preventDefault();
			opener.closest("details[data-menu]")?.removeAttribute("open");
			open(opener.href);
			return;
		}
		const closer = event.target.closest("[data-dialog-close]");
		if (closer?.closest("dialog")) {
			event.preventDefault();
			closer.closest("dialog").close();
			return;
		}
		const copier = event.target.closest("[data-copy]");
		if (copier) {
			copy(copier);
			return;
		}
		for (const menu of document.querySelectorAll("details[data-menu][open]")) {
			if (!menu.contains(event.target)) menu.removeAttribute("open");
		}
	});

	async function copy(button) {
		const before = button.dataset.label || button.textContent;
		button.dataset.label = before;
		try {
			await navigator.clipboard.writeText(button.dataset.copy);
			button.textContent = button.dataset.copied;
		} catch {
			window.prompt(before, button.dataset.copy);
		}
		setTimeout(() => {
			button.textContent = before;
		}, 1800);
	}

	document.addEventListener("keydown", (event) => {
		if (event.key === "Escape") {
			for (const menu of document.querySelectorAll("details[data-menu][open]")) {
				menu.removeAttribute("open");
				menu.querySelector("summary").focus();
			}
		}
		// Enter sends a form from its single-line fields by itself; from any other field Ctrl+Enter does.
		if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches?.("[data-deed-form] :is(input, select, textarea)")) {
			event.preventDefault();
			event.target.form.requestSubmit();
		}
	});

	// One press, one deed: the server refuses the second press in any case, this spares the reader its
	// sentence. Caught on the way down, before htmx sees the event.
	document.addEventListener(
		"submit",
		(event) => {
			const form = event.target.closest("[data-deed-form]");
			if (!form) return;
			if (form.dataset.sent) {
				event.preventDefault();
				event.stopImmediatePropagation();
				return;
			}
			form.dataset.sent = "1";
			setTimeout(() => setButtons(form, true));
		},
		true,
	);

	function setButtons(form, disabled) {
		for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = disabled;
	}

	function release(form) {
		delete form.dataset.sent;
		setButtons(form, false);
	}

	document.addEventListener("htmx:beforeSwap", (event) => {
		// Refusals come with their own status and are shown in the dialog like any answer.
		const { xhr, target } = event.detail;
		const isPlaced = target.id === "bd-dialog" || !xhr.getResponseHeader("X-Fault");
		if ([403, 404, 409, 422].includes(xhr.status) && target.closest?.("#bd-dialog") && isPlaced) {
			event.detail.shouldSwap = true;
			event.detail.isError = false;
		}
	});

	document.addEventListener("htmx:afterSwap", (event) => {
		if (event.detail.target.id === "bd-dialog") focusInto(event.detail.target);
	});

	// The server did not answer: give the button back and say so.
	for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
		document.addEventListener(name, (event) => {
			const form = event.target.closest?.("[data-deed-form]");
			// A preview inside the form that fails is no answer to the form.
			if (!form || event.target !== form) return;
			release(form);
			const notice = form.querySelector("[data-offline]");
			if (notice) notice.hidden = false;
		});
	}

	window.addEventListener("pageshow", (event) => {
		if (event.persisted) document.querySelectorAll("[data-deed-form]").forEach(release);
	});
})();
