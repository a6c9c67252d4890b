"use strict";
// Search from any page, in the index that Pagefind made of the site.
(() => {
  const AT_ONCE = 20;
  const SECTIONS = 3;
  const PAUSE = 120;
  const RANKING = { pageLength: 0, termSimilarity: 2 };
  // As archviz.site.search parts names, so that what is typed has the words that the index has.
  const JOINT = /[.,:;/*+=|!?()[\]{}<>&"]+(?=[\p{L}_])/gu;
  const BREAK = /\u2060((?:<\/?mark>)*) /g;
  const script = document.currentScript.src;
  const beside = (name) => new URL(name, script).href;

  const prepared = (dialog) => {
    const input = dialog.querySelector("input");
    const list = dialog.querySelector("ol");
    const [more, off, count] = ["more", "off", "count"].map((part) => dialog.querySelector(`.search-${part}`));
    const links = () => [...list.querySelectorAll("a")];
    let engine = null;
    let found = [];
    let turn = 0;
    let running = Promise.resolve();

    const load = async () => {
      if (location.protocol === "file:") throw new Error("a browser reads no index from disk");
      const pagefind = await import(beside("../pagefind/pagefind.js"));
      await pagefind.options({ excerptLength: 24, ranking: RANKING });
      return pagefind;
    };
    // What is named so comes first, then the text, then all that speaks of it.
    const search = async (text) => {
      const { search } = await engine;
      const words = text.replace(JOINT, "$& ");
      const name = `"__${text.replace(/[^\p{L}\p{N}_]/gu, "")}"`;
      const all = await Promise.all([search(name), search(words, { filters: { kind: "text" } }), search(words)]);
      return [...new Map(all.flatMap(({ results }) => results.map((each) => [each.id, each]))).values()];
    };

    const plain = (text) => text.replace(BREAK, "$1");
    const weight = ({ weighted_locations: words }) => words.reduce((sum, word) => sum + word.balanced_score, 0);
    // A page's best sections: those with at least half the weight of the first.
    const rows = ({ meta, filters, url, excerpt, sub_results: sections }) => {
      const page = { symbol: "names" in meta, title: meta.title, label: meta.label ?? "", url, excerpt };
      const best = sections.toSorted((a, b) => weight(b) - weight(a)).slice(0, filters.kind ? SECTIONS : 1);
      if (best.length === 0) return [page];
      return best
        .filter((section) => weight(section) * 2 >= weight(best[0]))
        .map(({ title, url, excerpt }) => ({ ...page, title, label: page.label || meta.title, url, excerpt }));
    };
    const made = (name, part, ...content) => {
      const element = document.createElement(name);
      element.className = `search-${part}`;
      element.append(...content);
      return element;
    };
    // An excerpt has no other markup than <mark>, and no other references than these two.
    const marked = (excerpt) =>
      plain(excerpt).replaceAll(" </mark>", "</mark> ").split(/<\/?mark>/).map((piece, index) => {
        const text = piece.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
        return index % 2 ? made("mark", "hit", text) : text;
      });
    const item = (row) => {
      const link = document.createElement("a");
      link.href = row.url;
      link.append(made(row.symbol ? "code" : "span", "title", plain(row.title)));
      if (row.label) link.append(" ", made("span", "label", row.label));
      link.append(" ", made("span", "excerpt", ...marked(row.excerpt)));
      const place = document.createElement("li");
      place.append(link);
      return place;
    };

    const show = async (now, again) => {
      const pages = await Promise.all(found.slice(0, AT_ONCE).map((each) => each.data()));
      if (now !== turn) return;
      if (again) list.replaceChildren();
      list.append(...pages.flatMap(rows).map(item));
      found = found.slice(AT_ONCE);
      more.hidden = found.length === 0;
    };
    const update = async () => {
      turn += 1;
      const now = turn;
      list.setAttribute("aria-busy", "true");
      await new Promise((done) => { setTimeout(done, PAUSE); });
      if (now !== turn) return;
      const text = input.value.trim();
      let said = "";
      try {
        const results = text ? await search(text) : [];
        if (now !== turn) return;
        found = results;
        if (text) said = count.dataset.names.split("|")[Math.min(found.length, 2)].replace("{}", found.length);
        await show(now, true);
        off.hidden = true;
      } catch {
        list.replaceChildren();
        more.hidden = true;
        off.hidden = false;
      }
      if (now !== turn) return;
      count.textContent = said;
      list.setAttribute("aria-busy", "false");
    };
    const type = () => { running = update(); };

    const open = (typed) => {
      input.placeholder = input.getAttribute("aria-label");
      dialog.showModal();
      input.select();
      if (typed) {
        input.value = typed;
        type();
      }
      engine ??= load();
      engine.catch(() => { off.hidden = false; });
    };
    // Gives the focus back; where there was none before, the browser would take it from the dialog a moment later only.
    const shut = () => {
      dialog.close();
      if (dialog.contains(document.activeElement)) document.activeElement.blur();
    };
    const move = (step) => {
      const stops = [input, ...links(), ...(more.hidden ? [] : [more])];
      stops[stops.indexOf(document.activeElement) + step]?.focus();
    };
    const keys = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Escape: shut,
    };

    input.addEventListener("input", (event) => { if (!event.isComposing) type(); });
    input.addEventListener("compositionend", type);
    input.addEventListener("keydown", async (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      await running;
      links()[0]?.click();
    });
    dialog.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.key in keys) {
        event.preventDefault();
        keys[event.key]();
      } else if (event.key.length === 1 && event.key !== " ") input.focus();
    });
    dialog.addEventListener("click", (event) => {
      const leaves = event.target.closest("a") && !event.ctrlKey && !event.metaKey && !event.shiftKey;
      if (leaves || event.target === dialog || event.target.closest(".search-close")) shut();
    });
    more.addEventListener("click", async () => {
      const before = links().length;
      await show(turn, false);
      links()[before]?.focus();
    });
    return open;
  };

  // The dialog comes in the page's language when it is first asked for.
  const brought = (name, attributes) =>
    new Promise((done, fail) => {
      const element = Object.assign(document.createElement(name), attributes, { onload: done, onerror: fail });
      document.head.append(element);
    });
  const bring = () =>
    Promise.all([
      brought("link", { rel: "stylesheet", href: beside("search.css") }),
      brought("script", { src: beside(`search.${document.documentElement.lang}.js`) }),
    ]).then(() => prepared(document.querySelector("dialog.search")));
  let opening = null;
  const open = async () => {
    // What is typed meanwhile is not lost.
    let typed = "";
    const keep = (event) => {
      if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      typed += event.key;
    };
    addEventListener("keydown", keep, true);
    try {
      opening ??= bring();
      (await opening)(typed);
    } finally {
      removeEventListener("keydown", keep, true);
    }
  };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    open();
  });
  for (const button of document.querySelectorAll(".search-open")) {
    button.setAttribute("aria-haspopup", "dialog");
    button.setAttribute("aria-keyshortcuts", "/");
    button.addEventListener("click", open);
    button.hidden = false;
  }
})();
