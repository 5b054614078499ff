/* The console listens to the desk's events: badges, the order page, lists, and dialogs that have grown old. */
(() => {
	"use strict";

	const given = document.getElementById("bd-live");
	if (!given || !window.BidangilLive) return;
	const { channels, since, badges, counted, me, words } = JSON.parse(given.textContent);

	const COUNTED_BY = ["order", "item", "attention", "effect", "desk", "approval", "message"];
	const SOON = 150;
	const LIST_RESTS = 1_000;
	// A tab that takes over, or a server that starts anew, is back before anybody need know.
	const PATIENCE = 1_500;

	// Deeds on an item that leave its state as it was: nothing on the page tells whether they are known.
	const STANDING = ["correct", "set_draft_price"];

	const head = (position) => Number.parseInt(position, 10) || 0;

	/* --- the light in the header ------------------------------------------------------------------------ */

	const light = document.querySelector("[data-live-light]");
	const says = new BidangilLive.Says(document.querySelector("[data-live-says]"), words);
	let patience;

	function show(state) {
		clearTimeout(patience);
		if (state === "reconnecting" && light.dataset.state === "live") {
			patience = setTimeout(() => turn(state), PATIENCE);
		} else {
			turn(state);
		}
	}

	function turn(state) {
		const [word, sentence] = words.light[state];
		light.dataset.state = state;
		light.title = sentence;
		light.querySelector(".bd-light-word").textContent = word;
	}

	/* --- how much waits in each queue ---------------------------------------------------------------- */

	let place = since;
	let counting;
	let mayCount = Boolean(document.querySelector("[data-badge]"));
	let countLater = false;

	function count(after) {
		place = after;
		countLater = document.hidden;
		if (!mayCount || countLater || counting) return;
		// Tabs that ask for the same event in different moments are answered by one count.
		counting = setTimeout(ask, SOON * (1 + Math.random()));
	}

	async function ask() {
		counting = null;
		try {
			const reply = await fetch(`${badges}?after=${encodeURIComponent(place)}`, { redirect: "manual" });
			if (reply.ok) showCounts((await reply.json()).queues);
			else mayCount = countLater = reply.status >= 500;
		} catch {
			// Off line for a moment: asked again when the stream is back.
			countLater = true;
		}
	}

	function showCounts(queues) {
		for (const [slug, { waiting, badge, alarming, late }] of Object.entries(queues)) {
			for (const mark of document.querySelectorAll(`[data-badge="${slug}"]`)) {
				if (mark.textContent !== badge) BidangilLive.shine(mark);
				mark.textContent = badge;
				mark.classList.toggle("bd-badge-alarming", alarming);
			}
			const card = document.querySelector(`[data-card="${slug}"]`);
			if (!card) continue;
			const number = card.querySelector(".bd-card-count");
			const shown = badge || "0";
			if (number.textContent !== shown) BidangilLive.shine(card);
			number.textContent = shown;
			card.querySelector(".bd-card-late").textContent = late;
			card.classList.toggle("bd-card-quiet", !waiting);
		}
	}

	/* --- the order, or the list, that the page shows --------------------------------------------------- */

	const order = document.querySelector("[data-live-root]");
	const lists = [...document.querySelectorAll("[data-live-types]")];
	let news = [];

	const page =
		order || lists.length
			? new BidangilLive.Page({
					rest: order ? 0 : LIST_RESTS,
					isHeld: isInHand,
					onSwap: swapped,
					onHeld: offer,
					onGone() {
						stream.close();
						turn("stopped");
					},
				})
			: null;

	function concerns({ type, data }) {
		if (order) return data.order === order.dataset.order && !isKnown(type, data);
		return lists.some((list) => list.dataset.liveTypes.split(" ").includes(type));
	}

	/* What the page shows already: mostly what this person did a moment ago. */
	function isKnown(type, data) {
		if (type === "order") return data.deed !== "renew_link" && data.seq <= Number(order.dataset.orderSeq);
		// A hint, or the rules asked again, names no item: no page shows it already.
		if (type !== "item" || data.item === undefined || STANDING.includes(data.deed)) return false;
		return document.querySelector(`[data-live-part="${data.item}"][data-item]`)?.dataset.itemState === data.state;
	}

	/* Rows under the pointer stay where they are, and their number below them with them. */
	function isInHand(part) {
		const fragment = part.dataset.live === "pages" ? lists[0] : part;
		// On an order's page only what is being edited is in hand.
		if (!fragment.dataset.liveTypes) {
			return BidangilLive.isTypingIn(fragment) || Boolean(fragment.querySelector("[data-row-form]"));
		}
		const selection = document.getSelection();
		return (
			fragment.contains(document.activeElement) ||
			Boolean(fragment.querySelector("tbody:hover, :checked:not(option), details[open]")) ||
			(!selection.isCollapsed && selection.containsNode(fragment, true))
		);
	}

	function swapped(elements) {
		if (order) {
			// Of their own doing a moment ago nobody need be told.
			says.tell(
				news.filter(({ data }) => data.by !== me),
				elements,
			);
			dialogIsOlder((dialog) => dialog.flow === "order" && dialog.order === order.dataset.order, order.dataset.orderSeq);
		}
		news = [];
	}

	function offer(list, next) {
		if (!list.dataset.liveTypes) return;
		const old = list.previousElementSibling?.matches(".bd-pill-place") ? list.previousElementSibling : null;
		if (!next) {
			old?.remove();
			return;
		}
		const n = BidangilLive.countChanges(list, next);
		const spot = old ?? document.createElement("div");
		spot.className = "bd-pill-place";
		spot.setAttribute("role", "status");
		const pill = document.createElement("button");
		pill.type = "button";
		pill.className = "bd-pill";
		pill.dataset.livePill = "";
		pill.textContent = `${BidangilLive.fill(words.pill[n === 1 ? 0 : 1], { n })} · ${words.show}`;
		pill.addEventListener("click", () => page.take());
		spot.replaceChildren(pill);
		if (!old) list.before(spot);
	}

	/* --- dialogs --------------------------------------------------------------------------------------- */

	/* Say so in an open dialog that was made before this; the server refuses it in any case. */
	function dialogIsOlder(isMeant, seq) {
		const dialog = document.querySelector("[data-deed-dialog][data-flow]");
		const form = dialog?.querySelector("form");
		if (!form || form.dataset.sent) return;
		const about = { flow: dialog.dataset.flow, subject: dialog.dataset.subject, order: dialog.dataset.ofOrder };
		about.items = Boolean(form.elements.items);
		if (!isMeant({ ...about, state: dialog.dataset.subjectState })) return;
		if (seq !== undefined && Number(form.elements.seq?.value) >= Number(seq)) return;
		const notice = dialog.querySelector("[data-outdated]");
		if (notice) notice.hidden = false;
	}

	function mayOutdate({ type, data }) {
		if (STANDING.includes(data.deed)) {
			// What rests on the items is older than this, whatever the order's own number says.
			dialogIsOlder(
				({ flow, subject, order: ref, items }) =>
					(flow === "item" && subject === String(data.item)) || (items && ref === data.order),
			);
			return;
		}
		if (type === "order") dialogIsOlder(({ flow, order: ref }) => flow === "order" && ref === data.order, data.seq);
		if (type === "item") {
			dialogIsOlder(
				({ flow, subject, state }) => flow === "item" && subject === String(data.item) && state !== data.state,
			);
		}
	}

	/* --- listening -------------------------------------------------------------------------------------- */

	const stream = BidangilLive.listen({
		channels,
		since,
		on(event) {
			const entry = document.querySelector("[data-entry]");
			if (event.type === "presence" && entry?.dataset.entry === event.data.entry) {
				document.dispatchEvent(new CustomEvent("bd:presence"));
			} else if (event.type === "presence" && order) {
				if (order.dataset.order === event.data.order) document.dispatchEvent(new CustomEvent("bd:presence"));
				return;
			}
			if (COUNTED_BY.includes(event.type)) count(event.id);
			if (page && concerns(event)) {
				news.push(event);
				page.look();
			}
			mayOutdate(event);
		},
		onReset() {
			count(stream.last);
			page?.look();
		},
		onState(state) {
			show(state);
			if (state === "live") catchUp();
		},
	});

	function catchUp() {
		if (countLater && !document.hidden) count(place);
		page?.catchUp();
	}

	// A row was saved, or let go of.
	document.addEventListener("bd:reread", (event) => {
		if (!page) return;
		event.preventDefault();
		page.settle();
		page.look(0);
	});

	if (counted < head(since)) count(since);
	document.addEventListener("visibilitychange", catchUp);
})();
