/* Writing to customers and colleagues: drafts that survive, reply templates, pictures, names behind an @. Without
   this file every form still posts. */
document.addEventListener("DOMContentLoaded", () => {
	"use strict";

	const MOST_NAMES = 6;

	/* --- drafts: what is typed stays in this tab until it is sent ------------------------------------------ */

	const nameOf = (form) => `bd-draft ${form.dataset.drafts}`;
	const textOf = (form) => form.querySelector("[data-draft]");

	function read(form) {
		try {
			return JSON.parse(sessionStorage.getItem(nameOf(form)));
		} catch {
			return null;
		}
	}

	function keep(form) {
		const text = textOf(form).value;
		if (text.trim()) sessionStorage.setItem(nameOf(form), JSON.stringify({ text, key: form.elements.key?.value }));
		else sessionStorage.removeItem(nameOf(form));
	}

	function bringBack(form) {
		const draft = read(form);
		if (!draft) return;
		if (draft.key && document.querySelector(`[data-message="${CSS.escape(draft.key)}"]`)) {
			sessionStorage.removeItem(nameOf(form));
			return;
		}
		if (textOf(form).value) return;
		textOf(form).value = draft.text;
		// The same form as then: if it was sent after all, it is not sent twice.
		if (draft.key && form.elements.key) form.elements.key.value = draft.key;
	}

	for (const form of document.querySelectorAll("[data-drafts]")) bringBack(form);

	/* --- a field as high as its words, where the style sheet cannot see to it ------------------------------- */

	if (!CSS.supports("field-sizing", "content")) {
		document.addEventListener("input", ({ target }) => {
			if (!target.matches("[data-draft]")) return;
			target.style.height = "auto";
			target.style.height = `${target.scrollHeight + 2}px`;
		});
	}

	document.addEventListener("input", (event) => {
		const form = event.target.closest("[data-drafts]");
		if (form && event.target.matches("[data-draft]")) keep(form);
	});

	/* --- the newest message is the one to see ------------------------------------------------------------------ */

	for (const place of document.querySelectorAll("[data-thread]")) {
		const toNewest = () => {
			const thread = place.querySelector(".bd-thread");
			if (thread) thread.scrollTop = thread.scrollHeight;
		};
		toNewest();
		// A tab that is opened later, a picture that loads, a message that comes in.
		new ResizeObserver(toNewest).observe(place);
		new MutationObserver((changes) => {
			if (changes.some(({ addedNodes }) => [...addedNodes].some((node) => node.matches?.("[data-message]")))) toNewest();
		}).observe(place, { childList: true, subtree: true });
	}

	/* --- sending ------------------------------------------------------------------------------------------- */

	document.addEventListener("submit", (event) => {
		const form = event.target.closest("[data-composer]");
		if (!form) return;
		if (form.dataset.sent) {
			event.preventDefault();
			return;
		}
		form.dataset.sent = "1";
		// A message is known by its key when it is there; a note has none.
		if (form.dataset.drafts && !form.elements.key) sessionStorage.removeItem(nameOf(form));
		setTimeout(() => {
			form.querySelector("[data-send]").disabled = true;
		});
	});

	document.addEventListener("keydown", (event) => {
		const form = event.target.closest?.("[data-composer]");
		if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
			event.preventDefault();
			form.requestSubmit(form.querySelector("[data-send]"));
		}
	});

	window.addEventListener("pageshow", () => {
		for (const form of document.querySelectorAll("[data-composer]")) {
			delete form.dataset.sent;
			form.querySelector("[data-send]").disabled = false;
		}
	});

	/* --- reply templates ------------------------------------------------------------------------------------ */

	for (const form of document.querySelectorAll("[data-replies]")) {
		const select = form.querySelector("select");
		const field = textOf(document.querySelector("[data-drafts^='message-']"));
		let put = "";
		form.querySelector("button").hidden = true;

		const insert = () => {
			const language = form.querySelector("[name=language]:checked").value;
			const text = select.selectedOptions[0]?.dataset[language];
			field.lang = language;
			if (!text) return;
			const own = field.value;
			// Words of one's own stay; a template that was only looked at gives way to the next.
			if (own.trim() && own !== put) field.value = `${own.trimEnd()}\n\n${text}`;
			else field.value = text;
			put = field.value;
			field.dispatchEvent(new Event("input", { bubbles: true }));
			field.focus();
			field.setSelectionRange(field.value.length, field.value.length);
		};
		form.addEventListener("change", insert);
		form.addEventListener("submit", (event) => {
			event.preventDefault();
			insert();
		});
	}

	/* --- pictures -------------------------------------------------------------------------------------------- */

	document.addEventListener("change", (event) => {
		const place = event.target.closest("form")?.querySelector("[data-chosen]");
		if (!place || event.target.type !== "file") return;
		place.replaceChildren(
			...[...event.target.files].map((file) => {
				const entry = document.createElement("li");
				const image = new Image();
				image.src = URL.createObjectURL(file);
				image.alt = file.name;
				image.addEventListener("load", () => URL.revokeObjectURL(image.src));
				entry.append(image);
				return entry;
			}),
		);
		place.hidden = !place.children.length;
	});

	document.addEventListener("click", (event) => {
		const link = event.target.closest("a[data-picture]");
		if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
		event.preventDefault();
		const frame = document.createElement("dialog");
		frame.className = "bd-dialog-frame bd-picture-frame";
		frame.setAttribute("aria-label", link.querySelector("img").alt);
		const close = document.createElement("button");
		close.type = "button";
		close.className = "bd-picture-close";
		close.setAttribute("aria-label", link.querySelector("img").alt);
		const image = link.querySelector("img").cloneNode();
		image.removeAttribute("loading");
		close.append(image);
		frame.append(close);
		frame.addEventListener("click", () => frame.close());
		frame.addEventListener("close", () => {
			frame.remove();
			link.focus();
		});
		document.body.append(frame);
		frame.showModal();
	});

	/* --- names behind an @ ------------------------------------------------------------------------------------ */

	const given = document.getElementById("bd-colleagues");
	const colleagues = given ? JSON.parse(given.textContent) : [];

	function begun(field) {
		return field.value.slice(0, field.selectionStart).match(/(?:^|[^\p{L}\p{N}_.])@([\p{L}\p{N}_.-]*)$/u)?.[1];
	}

	for (const field of document.querySelectorAll("[data-mentions]")) {
		const list = document.createElement("ul");
		list.className = "bd-names";
		list.id = `${field.id}_names`;
		list.hidden = true;
		list.setAttribute("role", "listbox");
		field.after(list);
		field.setAttribute("aria-autocomplete", "list");
		field.setAttribute("aria-controls", list.id);
		let chosen = 0;

		const shut = () => {
			list.hidden = true;
			field.removeAttribute("aria-activedescendant");
		};

		const mark = (index) => {
			chosen = (index + list.children.length) % list.children.length;
			[...list.children].forEach((entry, n) => entry.setAttribute("aria-selected", String(n === chosen)));
			field.setAttribute("aria-activedescendant", list.children[chosen].id);
		};

		const take = () => {
			const typed = begun(field);
			const { handle } = list.children[chosen].dataset;
			const at = field.selectionStart;
			field.setRangeText(`${handle} `, at - typed.length, at, "end");
			field.dispatchEvent(new Event("input", { bubbles: true }));
			shut();
		};

		field.addEventListener("input", () => {
			const typed = begun(field)?.toLowerCase();
			const found =
				typed === undefined
					? []
					: colleagues.filter(({ handle, name }) =>
							[handle, ...name.split(" ")].some((word) => word.toLowerCase().startsWith(typed)),
						);
			if (!found.length) return shut();
			list.replaceChildren(
				...found.slice(0, MOST_NAMES).map(({ handle, name }, index) => {
					const entry = document.createElement("li");
					entry.id = `${list.id}_${index}`;
					entry.dataset.handle = handle;
					entry.setAttribute("role", "option");
					entry.append(`@${handle}`);
					const full = document.createElement("span");
					full.textContent = name;
					entry.append(full);
					entry.addEventListener("mousedown", (event) => {
						event.preventDefault();
						mark(index);
						take();
					});
					return entry;
				}),
			);
			list.hidden = false;
			mark(0);
		});

		field.addEventListener("keydown", (event) => {
			if (list.hidden || event.ctrlKey || event.metaKey) return;
			if (event.key === "ArrowDown") mark(chosen + 1);
			else if (event.key === "ArrowUp") mark(chosen - 1);
			else if (event.key === "Enter" || event.key === "Tab") take();
			else if (event.key === "Escape") shut();
			else return;
			event.preventDefault();
			event.stopPropagation();
		});
		field.addEventListener("blur", shut);
	}
});
