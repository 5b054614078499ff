/* The content of a page as blocks: each with a form of its own, added, moved, copied and removed by mouse and by key.
   The plain field with the JSON is what is sent; each change is written into it and told as its input, so that drafts
   save themselves and the preview is drawn as for any other field. */
(() => {
	"use strict";

	const BLANK = {
		heading: { level: 2, text: "" },
		text: { html: "" },
		image: { image: null, caption: "" },
		callout: { tone: "info", html: "" },
		steps: { items: [{ title: "", html: "" }] },
		store: { host: "" },
	};

	document.addEventListener("DOMContentLoaded", () => {
		for (const root of document.querySelectorAll("[data-blocks]")) start(root);
		for (const field of document.querySelectorAll("[data-picture-field]")) pictureField(field);
	});

	const newId = () => [...crypto.getRandomValues(new Uint8Array(4))].map((one) => one.toString(16).padStart(2, "0")).join("");
	const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
	const say = (sentence, words) => sentence.replace(/\{(\w+)\}/g, (_all, name) => words[name] ?? "");

	function start(root) {
		const plain = root.querySelector("[data-blocks-plain] textarea");
		const list = root.querySelector("[data-blocks-list]");
		const shown = root.querySelector("[data-blocks-shown]");
		const menu = root.querySelector("[data-blocks-menu]");
		const status = root.querySelector("[data-blocks-says]");
		const { lang, moved, added, back } = root.dataset;
		const closed = plain.matches(":disabled");
		const values = new WeakMap();
		const editors = new WeakMap();
		const pictures = new Map([...root.querySelectorAll("[data-known-picture]")].map((one) => [Number(one.dataset.knownPicture), one.dataset]));

		let content;
		try {
			content = JSON.parse(plain.value.trim() || "[]");
		} catch {
			content = null;
		}
		// What is no list stays as it is, with its complaint.
		if (!Array.isArray(content)) return;
		let last = JSON.stringify(content);

		const blocks = () => [...list.querySelectorAll(":scope > [data-block]")];
		const stepsOf = (block) => [...block.querySelectorAll("[data-step]")];
		const template = (selector) => root.querySelector(`template${selector}`);
		const grown = (selector) => template(selector).content.cloneNode(true);
		const nameOf = (block) => block.querySelector("[data-name]").textContent;

		/* --- from the form to the plain field ----------------------------------------------------------- */

		function write() {
			const text = JSON.stringify(blocks().map((block) => values.get(block)));
			if (text === last) return;
			last = text;
			plain.value = text;
			plain.dispatchEvent(new Event("input", { bubbles: true }));
		}

		function put(block, name, value) {
			values.set(block, { ...values.get(block), [name]: value });
			write();
		}

		function putStep(step, name, value) {
			values.set(step, { ...values.get(step), [name]: value });
			putSteps(step.closest("[data-block]"));
		}

		const putSteps = (block) => put(block, "items", stepsOf(block).map((step) => values.get(step)));

		/* --- blocks and their forms --------------------------------------------------------------------- */

		function make(value) {
			const block = grown("[data-block-frame]").firstElementChild;
			const type = isObject(value) && value.type in BLANK ? value.type : "unknown";
			const form = template(`[data-form-of="${type}"]`);
			block.dataset.type = type;
			block.querySelector("[data-name]").textContent = form.dataset.name;
			block.querySelector("[data-body]").append(form.content.cloneNode(true));
			values.set(block, value);
			for (const field of block.querySelectorAll("[data-value]")) {
				const name = field.dataset.value;
				field.value = value[name] ?? "";
				field.addEventListener("input", () => put(block, name, name === "level" ? Number(field.value) : field.value));
			}
			for (const place of block.querySelectorAll("[data-value-rich]")) {
				const name = place.dataset.valueRich;
				editor(place, value[name], (html) => put(block, name, html));
			}
			if (type === "image") picture(block);
			if (type === "store") shop(block);
			if (type === "steps") for (const item of Array.isArray(value.items) ? value.items : []) block.querySelector("[data-steps]").append(makeStep(item));
			for (const field of block.querySelectorAll("[data-written]")) field.lang = lang;
			if (closed) for (const field of block.querySelectorAll("button, [data-handle]")) field.hidden = true;
			return block;
		}

		function makeStep(value) {
			const step = grown("[data-step-frame]").firstElementChild;
			const item = isObject(value) ? value : { title: "", html: "" };
			values.set(step, item);
			const title = step.querySelector("[data-of-step]");
			title.value = item.title ?? "";
			title.lang = lang;
			title.addEventListener("input", () => putStep(step, "title", title.value));
			editor(step.querySelector("[data-step-rich]"), item.html, (html) => putStep(step, "html", html));
			return step;
		}

		function editor(place, html, change) {
			place.dataset.trix = root.dataset.trix;
			place.append(template("[data-rich-bar]").cloneNode(true));
			const label = place.dataset.label;
			const heard = (written) => {
				excuse(place);
				change(written);
			};
			const settings = { html: typeof html === "string" ? html : "", label, lang, change: heard, closed };
			editors.set(place, BidangilRich.mount(place, settings).catch(giveUp));
		}

		// Without Trix the plain field is what there is.
		function giveUp() {
			shown.hidden = true;
			plain.hidden = false;
		}

		function picture(block) {
			const { image } = values.get(block);
			const found = pictures.get(image);
			const frame = block.querySelector("[data-picture-shown]");
			const words = block.querySelector("[data-picture-alt]");
			if (found) {
				const drawn = document.createElement("img");
				drawn.src = found.src;
				drawn.alt = "";
				frame.replaceChildren(drawn);
			}
			words.textContent = found ? (lang === "ko" ? found.altKo : found.altEn) : image ? words.dataset.lost : words.dataset.none;
			words.lang = found ? lang : "";
		}

		function choosePicture(block, opener) {
			choose(opener.dataset.choosePicture, (chosen) => {
				pictures.set(Number(chosen.pickPicture), chosen);
				excuse(opener);
				put(block, "image", Number(chosen.pickPicture));
				picture(block);
			});
		}

		function shop(block) {
			const field = block.querySelector("[data-value=host]");
			const name = block.querySelector("[data-shop-name]");
			const tell = () => {
				const found = [...field.list.options].find((one) => one.value === field.value.trim().toLowerCase());
				name.textContent = found?.textContent ?? "";
			};
			field.addEventListener("input", tell);
			// Its list is found once it is on the page.
			queueMicrotask(tell);
		}

		/* --- order -------------------------------------------------------------------------------------- */

		function number() {
			const all = blocks();
			for (const [at, block] of all.entries()) {
				block.querySelector("[data-number]").textContent = String(at + 1);
				block.setAttribute("aria-label", `${at + 1}. ${nameOf(block)}`);
				block.querySelector("[data-deed=up]").setAttribute("aria-disabled", String(at === 0));
				block.querySelector("[data-deed=down]").setAttribute("aria-disabled", String(at === all.length - 1));
			}
			root.toggleAttribute("data-empty", !all.length);
		}

		function tell(sentence, block) {
			const all = blocks();
			status.textContent = say(sentence, { what: nameOf(block), n: all.indexOf(block) + 1, all: all.length });
		}

		const past = (element, selector, by) => {
			let beside = element;
			do beside = by < 0 ? beside.previousElementSibling : beside.nextElementSibling;
			while (beside && !beside.matches(selector));
			return beside;
		};

		/* The one beside it is what moves in the page: where one writes, the cursor stays. */
		function swap(element, selector, by) {
			const beside = past(element, selector, by);
			if (!beside) return false;
			if (by < 0) element.after(beside);
			else element.before(beside);
			element.scrollIntoView({ block: "nearest" });
			return true;
		}

		function move(block, by) {
			closeMenu();
			if (!swap(block, "[data-block]", by)) return;
			number();
			write();
			tell(moved, block);
		}

		function add(type, beside) {
			const block = make({ id: newId(), type, ...structuredClone(BLANK[type]) });
			if (beside) beside.after(block);
			else list.append(block);
			number();
			write();
			tell(added, block);
			focusOn(["[data-value-rich]", "[data-of-step]", "[data-choose-picture]", "[data-value]"].map((one) => block.querySelector(one)).find(Boolean));
			return block;
		}

		function copy(block) {
			const value = structuredClone(values.get(block));
			const twin = make(isObject(value) ? { ...value, id: newId() } : value);
			block.after(twin);
			number();
			write();
			tell(added, twin);
			twin.focus();
		}

		/* Removed, and kept beside the page until the next one is. */
		function remove(element, name, after) {
			for (const old of root.querySelectorAll("[data-gone]")) old.remove();
			const gone = grown("[data-gone-frame]").firstElementChild;
			gone.querySelector("[data-name]").textContent = name;
			const undo = gone.querySelector("[data-undo]");
			undo.addEventListener("click", () => {
				gone.replaceWith(element);
				after();
				element.querySelector("[data-of-step]")?.focus();
				if (element.matches("[data-block]")) {
					tell(back, element);
					element.focus();
				}
			});
			element.replaceWith(gone);
			after();
			undo.focus();
			gone.scrollIntoView({ block: "nearest" });
			status.textContent = gone.querySelector("span").textContent;
		}

		const settled = () => {
			number();
			write();
		};

		/* --- complaints --------------------------------------------------------------------------------- */

		/* The element that a place such as "3.html" or "3.items.1.title" names. */
		function spot(at) {
			const [count, name, step, of] = at.split(".");
			const block = blocks()[Number(count)];
			if (!block || name === undefined) return block;
			if (step !== undefined) {
				const found = stepsOf(block)[Number(step)];
				return found?.querySelector(`[data-of-step="${CSS.escape(of)}"], [data-step-rich="${CSS.escape(of)}"]`) ?? found ?? block;
			}
			return ["value", "value-rich", "value-button"].map((kind) => block.querySelector(`[data-${kind}="${CSS.escape(name)}"]`)).find(Boolean) ?? block;
		}

		function complain(at, sentence, key) {
			const found = spot(at);
			if (!found) return false;
			const words = document.createElement("p");
			words.className = "bd-errors";
			words.id = `said-${root.dataset.blocks}-${key}`;
			words.textContent = sentence;
			found.closest("[data-block]").classList.add("bd-block-bad");
			if (found.matches("[data-block]")) found.querySelector("[data-body]").prepend(words);
			else if (found.matches(".bd-block-line > *")) found.parentElement.after(words);
			else found.after(words);
			found.dataset.said = `${found.dataset.said ?? ""} ${words.id}`.trim();
			const heard = (field) => {
				field?.setAttribute("aria-invalid", "true");
				field?.setAttribute("aria-describedby", found.dataset.said ?? "");
			};
			if (editors.has(found)) editors.get(found).then(heard);
			else heard(found);
			return true;
		}

		/* What is written anew is no longer complained about; whether it is right says the server. */
		function excuse(element) {
			const said = element?.dataset.said;
			if (!said) return;
			for (const id of said.split(" ")) document.getElementById(id)?.remove();
			delete element.dataset.said;
			for (const field of [element, element.querySelector("trix-editor")]) {
				field?.removeAttribute("aria-invalid");
				field?.removeAttribute("aria-describedby");
			}
			const block = element.closest("[data-block]");
			if (!block.querySelector(".bd-errors")) block.classList.remove("bd-block-bad");
		}

		function focusOn(element) {
			if (!element) return;
			element.scrollIntoView({ block: "nearest" });
			if (editors.has(element)) editors.get(element).then((field) => field?.focus());
			else element.focus();
		}

		/* --- the menu ----------------------------------------------------------------------------------- */

		let opener;

		function openMenu(button) {
			closeMenu();
			opener = button;
			opener.setAttribute("aria-expanded", "true");
			opener.after(menu);
			menu.hidden = false;
			menu.querySelector("[role=menuitem]").focus();
			menu.scrollIntoView({ block: "nearest" });
		}

		function closeMenu({ focus = false } = {}) {
			if (menu.hidden) return;
			menu.hidden = true;
			opener.setAttribute("aria-expanded", "false");
			if (focus) opener.focus();
		}

		menu.addEventListener("keydown", (event) => {
			const items = [...menu.querySelectorAll("[role=menuitem]")];
			const at = items.indexOf(document.activeElement);
			const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
			if (to !== undefined) items.at(to % items.length).focus();
			else if (event.key === "Escape") closeMenu({ focus: true });
			else if (event.key === "Tab") closeMenu();
			else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey) {
				const begins = (one) => [one.children[1].textContent.trim(), one.dataset.add].some((word) => word.toLowerCase().startsWith(event.key.toLowerCase()));
				[...items.slice(at + 1), ...items.slice(0, at + 1)].find(begins)?.focus();
			} else return;
			event.stopPropagation();
			if (event.key !== "Tab") event.preventDefault();
		});
		document.addEventListener("mousedown", (event) => {
			if (!menu.contains(event.target) && event.target.closest("button") !== opener) closeMenu();
		});

		/* --- what is pressed ---------------------------------------------------------------------------- */

		root.addEventListener("click", (event) => {
			const button = event.target.closest("button");
			if (!button || !root.contains(button)) return;
			const block = button.closest("[data-block]");
			const step = button.closest("[data-step]");
			if (button.dataset.add) {
				const beside = opener.closest("[data-block]");
				closeMenu();
				add(button.dataset.add, beside);
			} else if (button.matches("[data-blocks-add], [data-deed=below]")) {
				if (!menu.hidden && opener === button) closeMenu();
				else openMenu(button);
			} else if (button.dataset.choosePicture) choosePicture(block, button);
			else {
				const deeds = {
					up: () => move(block, -1),
					down: () => move(block, 1),
					copy: () => copy(block),
					remove: () => {
						closeMenu();
						remove(block, nameOf(block), settled);
					},
					"add-step": () => {
						const made = makeStep({ title: "", html: "" });
						block.querySelector("[data-steps]").append(made);
						excuse(button);
						putSteps(block);
						focusOn(made.querySelector("[data-of-step]"));
					},
					"step-up": () => swap(step, "[data-step]", -1) && putSteps(block),
					"step-down": () => swap(step, "[data-step]", 1) && putSteps(block),
					"step-remove": () => remove(step, values.get(step).title || template("[data-step-frame]").dataset.name, () => putSteps(block)),
				};
				deeds[button.dataset.deed]?.();
			}
		});

		root.addEventListener("input", (event) => excuse(event.target.closest("[data-said]")));

		// On the way down: Trix has its own mind about Enter.
		root.addEventListener(
			"keydown",
			(event) => {
				const block = event.target.closest("[data-block]");
				if (!block || closed || event.isComposing) return;
				const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
				// What Trix still has to draw takes the cursor back to it.
				if (event.altKey || event.key === "Enter") BidangilRich.settle(event.target.closest("trix-editor"));
				const alone = !event.ctrlKey && !event.metaKey && !event.shiftKey;
				if (event.altKey && alone && by) move(block, by);
				else if (event.altKey && alone && event.key === "Enter") openMenu(block.querySelector("[data-deed=below]"));
				else if (!event.altKey && alone && event.key === "Enter" && event.target.matches("[data-value], [data-of-step]")) {
					// Elsewhere Enter saves; here one goes on writing.
					if (block.dataset.type === "heading") add("text", block);
					else if (event.target.matches("[data-of-step]")) focusOn(event.target.closest("[data-step]").querySelector("[data-step-rich]"));
				} else return;
				event.preventDefault();
				event.stopPropagation();
			},
			true,
		);

		/* --- drag --------------------------------------------------------------------------------------- */

		let dragged;

		list.addEventListener("dragstart", (event) => {
			const handle = event.target.closest?.("[data-handle]");
			if (!handle) return;
			dragged = handle.closest("[data-block]");
			event.dataTransfer.effectAllowed = "move";
			event.dataTransfer.setData("text/plain", "");
			event.dataTransfer.setDragImage(dragged, 20, 20);
			dragged.classList.add("bd-block-dragged");
		});
		list.addEventListener(
			"dragover",
			(event) => {
				if (!dragged) return;
				event.preventDefault();
				event.stopPropagation();
				const over = event.target.closest("[data-block]");
				if (!over || over === dragged) return;
				const { top, height } = over.getBoundingClientRect();
				const isBelow = event.clientY > top + height / 2;
				if (isBelow && over.nextElementSibling !== dragged) over.after(dragged);
				if (!isBelow && over.previousElementSibling !== dragged) over.before(dragged);
			},
			true,
		);
		list.addEventListener("drop", (event) => dragged && event.preventDefault(), true);
		list.addEventListener("dragend", () => {
			if (!dragged) return;
			dragged.classList.remove("bd-block-dragged");
			settled();
			tell(moved, dragged);
			dragged = undefined;
		});

		/* --- as it came --------------------------------------------------------------------------------- */

		for (const value of content) list.append(make(value));
		number();
		plain.hidden = true;
		shown.hidden = false;
		if (closed) for (const one of shown.querySelectorAll(".bd-blocks-keys, .bd-blocks-end")) one.hidden = true;
		const said = root.querySelector("[data-blocks-said]");
		for (const [key, one] of [...(said?.children ?? [])].entries()) {
			if (complain(one.dataset.at, one.dataset.sentence, key)) one.hidden = true;
		}
		root.addEventListener("bd:goto", (event) => {
			if (event.detail) focusOn(spot(event.detail));
			else focusOn(blocks()[0] ?? root.querySelector("[data-blocks-add]"));
		});
	}

	/* --- pictures: chosen in a dialog ----------------------------------------------------------------------- */

	let chosen;

	function choose(url, then) {
		chosen = then;
		document.dispatchEvent(new CustomEvent("bd:open", { detail: url }));
	}

	document.addEventListener("click", (event) => {
		const pick = event.target.closest("[data-pick-picture]");
		if (pick && chosen) {
			event.preventDefault();
			pick.closest("dialog")?.close();
			chosen(pick.dataset);
			chosen = undefined;
		}
		// A press on the picture says where its focal point is.
		const aim = event.target.closest("[data-aim]");
		if (aim && event.detail) {
			event.preventDefault();
			const { left, top, width, height } = aim.getBoundingClientRect();
			const { focal_x, focal_y } = aim.form.elements;
			focal_x.value = Math.round(((event.clientX - left) / width) * 100);
			focal_y.value = Math.round(((event.clientY - top) / height) * 100);
			aimed(aim.form);
		}
	});
	document.addEventListener("input", (event) => {
		if (event.target.matches?.("[data-focal] input")) aimed(event.target.form);
	});

	// Unfold writes the name of a chosen file into the text field beside it, which is the title here.
	document.addEventListener(
		"change",
		(event) => {
			if (event.target.matches?.(".bd-images input[type=file]")) event.stopPropagation();
		},
		true,
	);
	// The picture that has just come is the one that is wanted.
	document.addEventListener("htmx:afterSwap", (event) => event.detail.target.querySelector(".bd-images-added [data-pick-picture]")?.focus());

	function aimed(form) {
		const mark = form.querySelector("[data-mark]");
		mark.style.left = `${form.elements.focal_x.value}%`;
		mark.style.top = `${form.elements.focal_y.value}%`;
	}

	/* A picture as a field: its choices, and the dialog beside them. */
	function pictureField(field) {
		const select = field.querySelector("select");
		const button = field.querySelector("[data-choose-picture]");
		button.hidden = select.disabled;
		button.addEventListener("click", () =>
			choose(button.dataset.choosePicture, ({ pickPicture, title }) => {
				if (![...select.options].some((one) => one.value === pickPicture)) select.add(new Option(title, pickPicture));
				select.value = pickPicture;
				select.dispatchEvent(new Event("input", { bubbles: true }));
			}),
		);
	}
})();
