/* A page that brings itself up to date: it reads itself again and takes over what differs.

   Elements with `data-live="key"` are its fragments. What is in the person's hands stays: focus, typed text, scroll,
   open menus, selected words. Within a fragment `data-live-part="key"` names the rows, so that a new one is seen as
   new and not as a change of all below it. `data-live-quiet` holds words that go stale by themselves (ages): they are
   no reason to take anything over. */
(() => {
  "use strict";

  const SOON = 150;
  const PAUSES = [1_000, 3_000, 8_000];
  const LEFT_ALONE = 400;
  const GLOW = 2_400;

  /* --- taking over what differs --------------------------------------------------------------- */

  const partOf = (node) => node.dataset?.livePart;
  const kind = (node) => (node.nodeType === Node.ELEMENT_NODE ? `${node.nodeName}.${node.classList[0] ?? ""}` : node.nodeName);

  /* Make `old` into `fresh`, node by node, so that what stays the same stays where it is. `changed` collects what is
     new, what is gone, and the parts whose words changed. */
  function become(old, fresh, changed) {
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.nodeValue === fresh.nodeValue) return;
      if (old.nodeValue.trim() !== fresh.nodeValue.trim()) changed.add(partAround(old));
      old.nodeValue = fresh.nodeValue;
      return;
    }
    attributes(old, fresh);
    children(old, fresh, changed);
  }

  const partAround = (node) => node.parentElement.closest("[data-live-part], [data-live-quiet], [data-live]");

  function attributes(old, fresh) {
    // Which menus and which sections are open is the person's; styles are set by scripts only.
    const theirs = (name) => (name === "open" && old.nodeName === "DETAILS") || name === "style";
    for (const { name } of [...old.attributes]) {
      if (!fresh.hasAttribute(name) && !theirs(name)) old.removeAttribute(name);
    }
    for (const { name, value } of fresh.attributes) {
      if (old.getAttribute(name) !== value && !theirs(name)) old.setAttribute(name, value);
    }
  }

  function children(old, fresh, changed) {
    const wanted = new Set([...fresh.childNodes].map(partOf).filter(Boolean));
    const named = new Map();
    for (const child of [...old.children]) {
      const part = partOf(child);
      if (!part) continue;
      if (wanted.has(part)) named.set(part, child);
      else remove(child, changed);
    }
    let at = old.firstChild;
    for (const next of fresh.childNodes) {
      const match = partOf(next) ? named.get(partOf(next)) : alike(at, next);
      named.delete(partOf(next));
      if (match && kind(match) === kind(next)) {
        at = moveTo(match, at, old, changed);
        become(match, next, changed);
      } else {
        const added = document.importNode(next, true);
        old.insertBefore(added, at);
        if (added.nodeType === Node.ELEMENT_NODE) changed.add(added);
        else if (added.nodeValue.trim()) changed.add(partAround(added));
      }
    }
    while (at) {
      const after = at.nextSibling;
      remove(at, changed);
      at = after;
    }
  }

  /* The first node from `at` on that `next` can be made of. A named part is never anything else, and what is still
     wanted further on is not passed over. */
  function alike(at, next) {
    for (let node = at; node && !partOf(node); node = node.nextSibling) {
      if (kind(node) === kind(next)) return node;
      if (node.nodeType === Node.ELEMENT_NODE && isWantedAfter(next, kind(node))) return null;
    }
    return null;
  }

  function isWantedAfter(next, wanted) {
    for (let node = next.nextSibling; node; node = node.nextSibling) {
      if (!partOf(node) && kind(node) === wanted) return true;
    }
    return false;
  }

  /* Bring `match` to `at`; returns the node after it. What stands between is dropped rather than `match` moved (moving
     takes the focus away), unless parts that are still wanted stand there. */
  function moveTo(match, at, old, changed) {
    const between = [];
    for (let node = at; node !== match; node = node.nextSibling) between.push(node);
    if (between.some(partOf)) {
      old.insertBefore(match, at);
      return at;
    }
    for (const node of between) remove(node, changed);
    return match.nextSibling;
  }

  function remove(node, changed) {
    // What has gone cannot glow; but something has changed.
    if (node.nodeType === Node.ELEMENT_NODE || node.nodeValue.trim()) changed.add(node);
    node.remove();
  }

  /* --- what is in the person's hands ------------------------------------------------------------ */

  function isTyped(field) {
    if (field.matches("[type=hidden], [type=submit], [type=button]")) return false;
    if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
    if (field.matches("select")) {
      const given = [...field.options].findIndex((option) => option.defaultSelected);
      return field.selectedIndex !== Math.max(given, 0);
    }
    return field.value !== field.defaultValue;
  }

  const fields = (root) => [...root.querySelectorAll("input, select, textarea")];

  function isTypingIn(fragment) {
    const focused = document.activeElement;
    return (fragment.contains(focused) && fields(fragment).includes(focused)) || fields(fragment).some(isTyped);
  }

  /* --- the page --------------------------------------------------------------------------------- */

  class Page {
    constructor({ address, isHeld = isTypingIn, rest = 0, onSwap = () => {}, onHeld = () => {}, onGone = () => {} }) {
      this.address = address ?? location.href.split("#")[0];
      this.isHeld = isHeld;
      this.rest = rest;
      this.callers = { onSwap, onHeld, onGone };
      this.known = new Map(this.fragments().map((fragment) => [fragment.dataset.live, essence(fragment)]));
      this.waiting = new Map();
      this.readAt = 0;
      this.failures = 0;
      for (const name of ["focusout", "pointerout", "toggle", "change", "selectionchange", "close"]) {
        document.addEventListener(name, () => this.settle(), true);
      }
      document.addEventListener("visibilitychange", () => this.catchUp());
    }

    fragments(root = document) {
      return [...root.querySelectorAll("[data-live]")];
    }

    /* Something has happened: read the page again soon. A hidden page waits until it is shown. */
    look(after = SOON) {
      if (this.isGone) return;
      this.isStale = document.hidden;
      if (this.isStale || this.due) return;
      const rest = this.readAt + this.rest - Date.now();
      this.due = setTimeout(() => {
        this.due = null;
        this.read();
      }, Math.max(after, rest));
    }

    /* Read what could not be read before: the page was hidden, or the server away. */
    catchUp() {
      if (this.isStale && !document.hidden) this.look();
    }

    async read() {
      if (this.reading) {
        this.readAgain = true;
        return;
      }
      // Our own press is on its way: its answer is the next page.
      if (document.querySelector("form[data-sent]")) {
        this.look(PAUSES[0]);
        return;
      }
      this.reading = true;
      this.readAt = Date.now();
      try {
        const reply = await fetch(this.address, { headers: { "X-Live": "1" }, cache: "no-store", redirect: "manual" });
        if (reply.type === "opaqueredirect" || [401, 403, 404, 410].includes(reply.status)) {
          this.isGone = true;
          this.callers.onGone(reply.status);
          return;
        }
        if (!reply.ok) throw new Error(String(reply.status));
        this.offer(new DOMParser().parseFromString(await reply.text(), "text/html"));
        this.failures = 0;
      } catch {
        if (this.failures < PAUSES.length) {
          this.look(PAUSES[this.failures++]);
        } else {
          this.failures = 0;
          this.isStale = true;
        }
      } finally {
        this.reading = false;
        if (this.readAgain) {
          this.readAgain = false;
          this.look();
        }
      }
    }

    offer(fresh) {
      const root = document.querySelector("[data-live-root]");
      const freshRoot = fresh.querySelector("[data-live-root]");
      if (root && freshRoot) attributes(root, freshRoot);
      const swapped = [];
      for (const fragment of this.fragments()) {
        const key = fragment.dataset.live;
        const next = fresh.querySelector(`[data-live="${CSS.escape(key)}"]`);
        if (!next) continue;
        if (essence(next) === this.known.get(key)) {
          if (this.waiting.delete(key)) this.callers.onHeld(fragment, null);
        } else if (this.isHeld(fragment)) {
          this.waiting.set(key, next);
          this.callers.onHeld(fragment, next);
        } else {
          swapped.push(...this.swap(fragment, next));
        }
      }
      this.callers.onSwap(swapped);
    }

    swap(fragment, next) {
      const changed = new Set();
      this.known.set(fragment.dataset.live, essence(next));
      this.waiting.delete(fragment.dataset.live);
      become(fragment, next, changed);
      window.htmx?.process(fragment);
      return glow(fragment, changed);
    }

    /* The person may have let go of a fragment that waits. */
    settle() {
      clearTimeout(this.settling);
      if (!this.waiting.size) return;
      this.settling = setTimeout(() => this.take((fragment) => !this.isHeld(fragment)), LEFT_ALONE);
    }

    /* Show what waits, by default all of it. */
    take(which = () => true) {
      const swapped = [];
      for (const fragment of this.fragments()) {
        const next = this.waiting.get(fragment.dataset.live);
        if (!next || !which(fragment)) continue;
        swapped.push(...this.swap(fragment, next));
        this.callers.onHeld(fragment, null);
      }
      this.callers.onSwap(swapped);
    }
  }

  /* A fragment as the server wrote it, without what differs each time: tokens, and ages. */
  function essence(fragment) {
    const copy = fragment.cloneNode(true);
    for (const passing of copy.querySelectorAll("[name=csrfmiddlewaretoken], [data-live-quiet]")) passing.remove();
    return copy.outerHTML;
  }

  /* Let what is new glow for a moment. Returns the elements that do, or the fragment where something has only gone. */
  function glow(fragment, changed) {
    const glowing = new Set();
    for (const element of changed) {
      if (element.isConnected && !element.closest("[data-live-quiet]")) glowing.add(element);
    }
    if (changed.size && !glowing.size) return [fragment];
    glowing.forEach(shine);
    return [...glowing];
  }

  function shine(element) {
    element.classList.remove("live-glow");
    void element.offsetWidth; // begins the animation anew
    element.classList.add("live-glow");
    setTimeout(() => element.classList.remove("live-glow"), GLOW);
  }

  /* How many named rows of a fragment differ from what would replace it; at least 1. */
  function countChanges(fragment, next) {
    const rows = (root) =>
      new Map([...root.querySelectorAll("[data-live-part]")].map((row) => [partOf(row), essence(row)]));
    const before = rows(fragment);
    const after = rows(next);
    const differing = [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));
    return Math.max(1, differing.length);
  }

  Object.assign(window.BidangilLive, { Page, countChanges, isTypingIn, shine });
})();
