/* One connection to the event stream for a whole browser, however many of its tabs listen.

   HTTP/1.1 allows a browser six connections to a host; a desk has fifteen tabs. The tab that holds the Web Lock of a
   set of channels leads: it alone holds the EventSource, and it tells the others by BroadcastChannel. When it closes,
   the browser gives the lock to the next tab, which goes on from the last place it has heard of. Without Web Locks
   (plain http to another host) each visible tab holds its own.

   An event only says "look again": hearing one twice is harmless, missing one is not. */
(() => {
  "use strict";

  const ADDRESS = "/api/v1/events/";
  // The vocabulary of workflow/live.py.
  const TYPES = [
    "order", "item", "money", "parcel", "notice", "attention", "effect",
    "desk", "message", "note", "approval", "presence",
  ];
  const KEPT = 200;
  // A keep-alive comes every 20 s: after this long the line, or the tab that leads, is dead.
  const SILENCE = 50_000;
  // A tab that is shown again asks at once who leads; a phone may have put that tab to sleep.
  const ANSWER = 3_000;
  const HIDDEN = 60_000;
  const REFUSALS = 6;
  const LONGEST_PAUSE = 30_000;
  const SPREAD = 800;

  const held = new Set();

  // A position is "1234", or "1234-1230.1232" while ids below it are still to show.
  const head = (position) => Number.parseInt(position, 10) || 0;

  class Listener {
    constructor({ channels, since = "", on, onReset = () => {}, onState = () => {} }) {
      this.channels = [...new Set(channels)].sort();
      this.name = `live ${this.channels.join(" ")}`;
      this.me = Math.random().toString(36).slice(2);
      this.last = since;
      this.callers = { on, onReset, onState };
      this.state = this.reason = "";
      this.closed = true;
      window.addEventListener("pagehide", () => this.close());
      window.addEventListener("pageshow", (event) => {
        if (event.persisted && this.closed) {
          this.open();
          this.reset();
        }
      });
      document.addEventListener("visibilitychange", () => this.shownOrHidden());
      window.addEventListener("online", () => this.tryAgain());
      this.open();
    }

    /* --- coming and going --------------------------------------------------------------------- */

    open() {
      this.closed = false;
      this.shares = Boolean(navigator.locks && window.BroadcastChannel);
      this.leads = this.joined = false;
      this.refusals = 0;
      this.forget();
      this.become("connecting");
      if (this.shares) {
        this.others = new BroadcastChannel(this.name);
        this.others.onmessage = (message) => this.heard(message.data);
        this.queue();
        this.ask();
        this.expectWord(ANSWER);
      } else if (!document.hidden) {
        this.connect();
      }
    }

    close() {
      this.closed = true;
      this.disconnect();
      clearTimeout(this.watch);
      this.stepDown();
      this.others?.close();
      this.others = null;
    }

    /* Final for all tabs: the one that leads says so before it leaves. */
    stop(reason) {
      if (this.leads) this.tell({ stop: reason });
      this.close();
      this.become("stopped", reason);
    }

    tryAgain() {
      if (this.state === "stopped" && this.reason === "unreachable") {
        this.open();
        this.reset();
      }
    }

    shownOrHidden() {
      clearTimeout(this.hidden);
      if (!document.hidden) this.tryAgain();
      if (this.closed) return;
      if (this.shares) {
        if (document.hidden) return;
        if (this.leads) this.checkLine();
        else {
          this.ask();
          this.expectWord(ANSWER);
        }
      } else if (document.hidden) {
        this.hidden = setTimeout(() => this.disconnect(), HIDDEN);
      } else if (!this.source) {
        this.connect();
      }
    }

    become(state, reason = "") {
      if (state === this.state && reason === this.reason) return;
      this.state = state;
      this.reason = reason;
      if (this.leads) this.tell({ state, at: this.last });
      this.callers.onState(state, reason);
    }

    /* --- who leads ---------------------------------------------------------------------------- */

    queue(steal = false) {
      const place = new AbortController();
      this.place = place;
      const how = steal ? { steal } : { signal: place.signal };
      navigator.locks
        .request(this.name, how, () => this.lead(place))
        .catch(() => {
          // Our turn was given up, or another tab took the lock because we had fallen silent.
          if (this.place !== place || this.closed) return;
          this.leads = this.joined = false;
          this.disconnect();
          this.queue();
          this.ask();
        });
    }

    lead(place) {
      if (this.place !== place || this.closed) return undefined;
      this.leads = true;
      this.connect();
      return new Promise((done) => {
        this.release = done;
      });
    }

    stepDown() {
      this.leads = false;
      this.place?.abort();
      this.place = null;
      this.release?.();
      this.release = null;
    }

    /* --- between the tabs --------------------------------------------------------------------- */

    tell(message) {
      this.others?.postMessage({ from: this.me, ...message });
    }

    ask() {
      if (!this.leads) this.tell({ since: this.last });
    }

    heard(message) {
      if (message.to && message.to !== this.me) return;
      if (message.since !== undefined) {
        if (this.leads) this.answer(message);
        return;
      }
      // Everything else is said by the tab that leads.
      if (this.leads) return;
      if (message.stop) {
        this.stop(message.stop);
        return;
      }
      this.expectWord(SILENCE);
      if (message.missed) this.joined = true;
      else if (!this.joined) this.ask();
      if (message.event) this.take(message.event);
      for (const event of message.missed ?? []) this.take(event);
      if (message.reset) this.reset(message.at);
      this.reach(message.at);
      if (message.state) this.become(message.state);
    }

    answer({ from, since }) {
      const answer = { to: from, state: this.state, at: this.last, missed: [] };
      if (head(since) < this.floor) answer.reset = true;
      // What arrived late has the same head and another tail: told again rather than missed.
      else answer.missed = this.kept.filter(({ id }) => head(id) >= head(since) && id !== since);
      this.tell(answer);
    }

    expectWord(within) {
      clearTimeout(this.watch);
      this.watch = setTimeout(() => {
        if (this.closed || this.leads) return;
        if (document.hidden) this.expectWord(SILENCE);
        else {
          this.stepDown();
          this.queue(true);
        }
      }, within);
    }

    /* --- the line ----------------------------------------------------------------------------- */

    connect() {
      this.disconnect();
      const source = new EventSource(this.address());
      this.source = source;
      held.add(source);
      const when = (type, act) =>
        source.addEventListener(type, (event) => {
          this.alive();
          act(event);
        });
      for (const type of TYPES) {
        when(type, ({ lastEventId: id, data }) => {
          const event = { type, id, data: JSON.parse(data) };
          this.tell({ event });
          this.take(event);
        });
      }
      when("stream-open", ({ lastEventId }) => {
        this.refusals = 0;
        this.reach(lastEventId);
        this.become("live");
      });
      when("keep-alive", ({ lastEventId }) => {
        this.reach(lastEventId);
        this.tell({ at: this.last, state: this.state });
      });
      when("stream-reset", ({ lastEventId }) => {
        this.tell({ reset: true, at: lastEventId });
        this.reset(lastEventId);
      });
      when("stream-error", ({ data }) => this.refused(JSON.parse(data).code));
      source.onerror = () => {
        if (this.source !== source) return;
        if (source.readyState === EventSource.CLOSED) this.refused();
        else this.become("reconnecting");
      };
      this.alive();
    }

    address() {
      const query = new URLSearchParams(this.channels.map((channel) => ["channel", channel]));
      if (this.last) query.set("since", this.last);
      return `${ADDRESS}?${query}`;
    }

    disconnect() {
      clearTimeout(this.again);
      clearTimeout(this.silence);
      this.source?.close();
      held.delete(this.source);
      this.source = null;
    }

    /* Answered, but not with a stream, or the stream was ended. An EventSource cannot say why, so we ask: rights
       that are gone are final (a log-in in another tab may have given new ones), the rest is tried again. */
    async refused(reason = "revoked") {
      this.disconnect();
      this.refusals += 1;
      this.become("reconnecting", "refused");
      this.tell({ at: this.last, state: this.state });
      const { place } = this;
      const status = await this.status();
      if (this.closed || this.source || this.place !== place) return;
      if (status === 401 || status === 403) {
        this.stop(reason);
        return;
      }
      if (this.refusals > REFUSALS) {
        this.stop("unreachable");
        return;
      }
      const pause = Math.min(LONGEST_PAUSE, 1000 * 2 ** this.refusals) * (0.5 + Math.random());
      this.again = setTimeout(() => this.connect(), pause);
    }

    async status() {
      const enough = new AbortController();
      try {
        return (await fetch(this.address(), { signal: enough.signal })).status;
      } catch {
        return 0;
      } finally {
        enough.abort();
      }
    }

    alive() {
      this.heardAt = Date.now();
      clearTimeout(this.silence);
      this.silence = setTimeout(() => this.checkLine(), SILENCE);
    }

    checkLine() {
      if (this.source && Date.now() - this.heardAt >= SILENCE) {
        this.become("reconnecting");
        this.connect();
      }
    }

    /* --- events ------------------------------------------------------------------------------- */

    take(event) {
      this.reach(event.id);
      this.kept.push(event);
      if (this.kept.length > KEPT) this.floor = head(this.kept.shift().id);
      this.callers.on(event);
    }

    reset(position = "") {
      this.reach(position);
      this.forget();
      // Every page that listens hears this in the same moment.
      setTimeout(() => this.callers.onReset(), Math.random() * SPREAD);
    }

    forget() {
      this.kept = [];
      this.floor = head(this.last);
    }

    reach(position) {
      if (position) this.last = position;
    }
  }

  window.BidangilLive = {
    /* Listen to `channels` from the position `since` that the server wrote into the page.

       on({type, id, data})   something happened: look again
       onReset()              something was missed: read everything again, once
       onState(state, reason) connecting, live, reconnecting ("refused"), stopped ("revoked", "token_expired",
                              "unreachable"); stopped is final, but for "unreachable", which is tried again when the
                              page is shown or the machine is back on line

       Returns {close(), last}: `last` is the newest position heard of. */
    listen(options) {
      return new Listener(options);
    },

    /* How many connections this tab itself holds. */
    get connections() {
      return held.size;
    },
  };
})();
