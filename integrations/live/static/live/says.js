/* The line that says what happened, in the words that the server wrote into the page. */
(() => {
  "use strict";

  const SHOWN_FOR = 6_000;
  // What belongs together comes within moments: a payment, and the order that it moves on.
  const TOGETHER = 3_000;
  const AT_ONCE = 2;
  const MINOR = ["notice", "effect"];

  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);
  const holdsScan = (element) => element.matches("[data-scan]") || element.querySelector("[data-scan]");

  class Says {
    constructor(line, words) {
      this.line = line;
      this.words = words;
      this.recent = [];
    }

    /* Say what these events meant, once `elements` of the page have changed because of them. */
    tell(events, elements) {
      if (!elements.length) return;
      const isScan = elements.some(holdsScan);
      const major = events.filter(({ type }) => !MINOR.includes(type));
      const isBusy = major.length || this.line.classList.contains("live-says-shown");
      for (const event of isBusy ? major : events) this.say(this.sentence(event, isScan));
    }

    say(sentence) {
      if (!sentence) return; // a thing that needs no words
      const now = Date.now();
      this.recent = this.recent.filter((said) => said.sentence !== sentence && now - said.at < TOGETHER);
      this.recent.push({ sentence, at: now });
      this.line.textContent = this.recent
        .slice(-AT_ONCE)
        .map((said) => said.sentence)
        .join(" ");
      this.line.classList.add("live-says-shown");
      clearTimeout(this.silence);
      this.silence = setTimeout(() => this.line.classList.remove("live-says-shown"), SHOWN_FOR);
    }

    sentence({ type, data }, isScan) {
      const { words } = this;
      if (type === "order" && data.deed === "renew_link") return words.link;
      if (type === "order") return fill(words.order, { state: words.orders[data.state] });
      // Looked at, not moved: what the rules or a model say of it.
      if (type === "item" && !data.state) return words.looked_at;
      if (type === "item" && words.deeds?.[data.deed]) return words.deeds[data.deed];
      if (type === "item") return fill(words.item, { state: words.items[data.state] });
      if (type === "money" && data.status === "paid") return words.paid;
      if (type === "parcel" && words.parcels[data.status]) return words.parcels[data.status];
      if (type === "parcel" && isScan) return words.scan;
      return words[type];
    }
  }

  Object.assign(window.BidangilLive, { Says, fill });
})();
