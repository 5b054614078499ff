/* Rich text: Trix, with the marks that our pages keep and no others. Without it one writes HTML in a plain field.
   `BidangilRich.mount(place, settings)` makes an editor in an element that holds a toolbar's template. */
(() => {
	"use strict";

	// What catalog/rich_text.py keeps, and its other names for the same.
	const KEPT = new Set(["P", "H3", "H4", "UL", "OL", "LI", "BLOCKQUOTE", "BR", "STRONG", "EM", "U", "DEL", "A"]);
	const SAME = { B: "STRONG", I: "EM", S: "DEL", STRIKE: "DEL", INS: "U", H1: "H3", H2: "H3", H5: "H4", H6: "H4" };
	const LINES = new Set(["DIV", "PRE", "SECTION", "ARTICLE", "HEADER", "FOOTER", "MAIN", "ASIDE", "TR", "DT", "DD", "FIGURE", "FIGCAPTION", "HR"]);
	const GONE = new Set(["SCRIPT", "STYLE", "TEMPLATE", "IFRAME", "NOSCRIPT", "OBJECT", "EMBED", "SVG", "MATH", "TITLE", "TEXTAREA", "SELECT", "HEAD", "META", "LINK"]);
	const SAFE = /^(https?:\/\/|mailto:|\/(?!\/)|#)/i;

	let loading;
	let made = 0;

	/* Trix is loaded by the first editor of a page. */
	function trix(address) {
		loading ??= new Promise((resolve, reject) => {
			const script = document.createElement("script");
			script.src = address;
			script.addEventListener("load", () => {
				const { blockAttributes, textAttributes } = window.Trix.config;
				// A paragraph is a <p>, and two of them stay two.
				blockAttributes.default.tagName = "p";
				blockAttributes.heading3 = { tagName: "h3", terminal: true, breakOnReturn: true, group: false };
				blockAttributes.heading4 = { tagName: "h4", terminal: true, breakOnReturn: true, group: false };
				textAttributes.underlined = { tagName: "u", inheritable: true };
				customElements.whenDefined("trix-editor").then(resolve);
			});
			script.addEventListener("error", reject);
			document.head.append(script);
		});
		return loading;
	}

	/* The same text without anything that could act or be fetched, before Trix sees it: it reads a draft or a
	   clipboard with the page's own rights. What is stored is cleaned by the server. */
	function tidied(html) {
		const parsed = new DOMParser().parseFromString(html, "text/html");
		const clean = document.implementation.createHTMLDocument("");
		const into = clean.createElement("div");
		for (const node of parsed.body.childNodes) keep(node, into, clean);
		// Trix would run the paragraphs of a quotation together.
		for (const quote of into.querySelectorAll("blockquote")) {
			for (const line of [...quote.querySelectorAll(":scope > p")]) {
				if (line.nextElementSibling) line.append(clean.createElement("br"), clean.createElement("br"));
				line.replaceWith(...line.childNodes);
			}
		}
		return into.innerHTML;
	}

	function keep(node, into, clean) {
		if (node.nodeType === Node.TEXT_NODE) {
			into.append(clean.createTextNode(node.data));
			return;
		}
		if (node.nodeType !== Node.ELEMENT_NODE) return;
		const name = node.nodeName.toUpperCase();
		if (GONE.has(name)) return;
		const kept = KEPT.has(SAME[name] ?? name) ? (SAME[name] ?? name) : LINES.has(name) ? "P" : "";
		let at = into;
		if (kept && !(kept === "P" && holdsLines(node)) && !(kept === "A" && !SAFE.test(node.getAttribute("href") ?? ""))) {
			at = into.appendChild(clean.createElement(kept));
			if (kept === "A") at.setAttribute("href", node.getAttribute("href"));
		}
		for (const child of node.childNodes) keep(child, at, clean);
	}

	const holdsLines = (node) => [...node.children].some((child) => LINES.has(child.nodeName) || /^(P|H\d|UL|OL|BLOCKQUOTE|TABLE)$/.test(child.nodeName));

	/* --- one editor ------------------------------------------------------------------------------------- */

	/* `label` names it, `lang` is the language of what is written, `change(html)` hears what was written: the text
	   as it came, while nothing of it has changed. Resolves to Trix's element. */
	async function mount(place, { html, label, lang, change, closed = false }) {
		await trix(place.dataset.trix);
		made += 1;
		const bar = document.createElement("trix-toolbar");
		bar.id = `bd-rich-bar-${made}`;
		bar.className = "bd-rich-bar";
		bar.append(place.querySelector("template").content.cloneNode(true));
		const store = document.createElement("input");
		store.type = "hidden";
		store.id = `bd-rich-${made}`;
		store.value = tidied(html);
		const field = document.createElement("trix-editor");
		field.setAttribute("input", store.id);
		field.setAttribute("toolbar", bar.id);
		field.setAttribute("aria-label", label);
		field.setAttribute("aria-multiline", "true");
		field.lang = lang;
		field.className = "bd-rich-text";

		let begun;
		field.addEventListener("trix-initialize", () => {
			begun = field.value;
			const { composition } = field.editor;
			const breakLine = composition.insertLineBreak;
			composition.insertLineBreak = function () {
				return this.getBlock()?.hasAttributes() ? breakLine.call(this) : this.insertBlockBreak();
			};
			if (closed) {
				field.contentEditable = "false";
				field.setAttribute("aria-readonly", "true");
			}
		});
		field.addEventListener("trix-change", () => {
			if (begun !== undefined) change(field.value === begun ? html : field.value);
		});
		field.addEventListener("trix-file-accept", (event) => event.preventDefault());
		field.addEventListener("trix-attachment-add", (event) => event.attachment.remove());
		field.addEventListener("paste", pasted, true);
		field.addEventListener("drop", (event) => swallow(event), true);
		field.addEventListener("keydown", (event) => {
			if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
				swallow(event);
				press(bar.querySelector("[data-trix-attribute=href]"));
			}
		});
		// Enter in it would send the page.
		field.addEventListener("keypress", (event) => event.stopPropagation());
		keyed(bar);
		place.append(bar, store, field);
		return field;
	}

	/* Trix draws what was typed with the next picture of the screen. This draws and tells it at once. */
	function settle(field) {
		field?.editorController?.inputController.render?.();
	}

	function swallow(event) {
		event.preventDefault();
		event.stopImmediatePropagation();
	}

	function pasted(event) {
		const { types } = event.clipboardData;
		if (![...types].some((type) => type === "text/html" || type.startsWith("application/"))) return;
		swallow(event);
		const html = tidied(event.clipboardData.getData("text/html"));
		const { editor } = event.currentTarget;
		editor.recordUndoEntry("Paste");
		if (html.trim()) editor.insertHTML(html);
		else editor.insertString(event.clipboardData.getData("text/plain"));
	}

	/* --- the toolbar by key ----------------------------------------------------------------------------- */

	// Trix hears the mouse alone.
	function press(button) {
		button?.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, cancelable: true }));
	}

	function keyed(bar) {
		const buttons = [...bar.querySelectorAll(".bd-rich-buttons button")];
		const stand = (on) => {
			for (const one of buttons) one.tabIndex = one === on ? 0 : -1;
		};
		stand(buttons[0]);
		bar.addEventListener("keydown", (event) => {
			const able = buttons.filter((one) => !one.disabled);
			const at = able.indexOf(event.target);
			const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
			if (at < 0 || !step || event.altKey) return;
			event.preventDefault();
			const next = able[(at + step + able.length) % able.length];
			stand(next);
			next.focus();
		});
		bar.addEventListener("click", (event) => {
			const button = event.target.closest("button");
			if (button && event.detail === 0) press(button);
		});
		// "musinsa.com" is meant as an address, not as a page beside this one. On the way down, before Trix reads it.
		const address = bar.querySelector("[data-trix-input]");
		const mend = () => {
			address.value = address.value.trim();
			if (/^[\w-]+(\.[\w-]+)*\.[a-z]{2,}(\/|$)/i.test(address.value)) address.value = `https://${address.value}`;
		};
		for (const name of ["mousedown", "keydown"]) {
			bar.addEventListener(name, (event) => { if (event.key === undefined || event.key === "Enter") mend(); }, true);
		}
		for (const button of buttons.filter((one) => one.dataset.trixAttribute)) {
			const tell = () => button.setAttribute("aria-pressed", String(button.classList.contains("trix-active")));
			tell();
			new MutationObserver(tell).observe(button, { attributeFilter: ["class"] });
		}
		// What is typed as an address is no part of the text.
		for (const name of ["input", "change"]) {
			bar.addEventListener(name, (event) => event.stopPropagation());
		}
	}

	/* --- a whole field ---------------------------------------------------------------------------------- */

	document.addEventListener("DOMContentLoaded", () => {
		for (const place of document.querySelectorAll("[data-rich]")) {
			const plain = place.querySelector("textarea");
			const { label, lang } = place.dataset;
			const write = (html) => {
				if (plain.value === html) return;
				plain.value = html;
				plain.dispatchEvent(new Event("input", { bubbles: true }));
			};
			mount(place.querySelector("[data-rich-place]"), { html: plain.value, label, lang, change: write, closed: plain.matches(":disabled") })
				.then((field) => {
					plain.hidden = true;
					place.addEventListener("bd:goto", () => field.focus());
				})
				.catch(() => {
					// The plain field stays.
				});
		}
	});

	// What is sent is what was typed, to the last letter.
	document.addEventListener("submit", (event) => event.target.querySelectorAll("trix-editor").forEach(settle), true);

	window.BidangilRich = { mount, settle };
})();
