"use strict";
(() => {
  const root = document.documentElement;
  const themes = ["auto", "light", "dark"];
  const recall = (key) => {
    try { return localStorage.getItem(key); } catch { return null; }
  };
  const remember = (key, value) => {
    try { localStorage.setItem(key, value); } catch { /* not remembered, still applied */ }
  };
  let theme = themes.includes(recall("archviz-theme")) ? recall("archviz-theme") : "auto";

  const apply = () => {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
  };
  apply();
  addEventListener("beforeprint", () => { root.dataset.theme = "light"; });
  addEventListener("afterprint", apply);

  const themeButton = (button) => {
    const names = button.dataset.names.split("|");
    const name = () => {
      const said = names[themes.indexOf(theme)];
      button.textContent = said;
      button.setAttribute("aria-label", button.dataset.label.replace("{}", said));
    };
    button.addEventListener("click", () => {
      theme = themes[(themes.indexOf(theme) + 1) % themes.length];
      remember("archviz-theme", theme);
      apply();
      name();
    });
    name();
    button.hidden = false;
  };

  const filter = (table) => {
    const input = document.getElementById(table.dataset.filter);
    const count = input.parentElement.querySelector("output");
    const sections = [...table.tBodies].map((body) => {
      const [head, ...rows] = body.rows;
      return { body, rows: rows.map((row) => [row, `${head.cells[0].textContent} ${row.textContent}`.toLowerCase()]) };
    });
    const all = sections.reduce((sum, { rows }) => sum + rows.length, 0);
    const run = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const { body, rows } of sections) {
        let some = 0;
        for (const [row, text] of rows) {
          row.hidden = !words.every((word) => text.includes(word));
          if (!row.hidden) some += 1;
        }
        body.hidden = some === 0;
        shown += some;
      }
      count.textContent = words.length ? [shown, all].reduce((said, n) => said.replace("{}", n), count.dataset.of) : "";
    };
    input.addEventListener("input", run);
    input.parentElement.hidden = false;
    run();
  };

  const contents = (nav) => {
    const links = new Map([...nav.querySelectorAll("a")].map((a) => [a.hash.slice(1), a]));
    const headings = [...links.keys()].map((id) => document.getElementById(decodeURIComponent(id))).filter(Boolean);
    const mark = () => {
      const passed = headings.filter((h) => h.getBoundingClientRect().top < innerHeight / 3);
      const here = passed.at(-1);
      for (const a of links.values()) {
        if (here && a.hash.slice(1) === encodeURIComponent(here.id)) a.setAttribute("aria-current", "true");
        else a.removeAttribute("aria-current");
      }
    };
    let waiting = false;
    addEventListener("scroll", () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; mark(); });
    }, { passive: true });
    mark();
  };

  // The switch leads to the same place in the other language: what is at the top of the window, or what the address names.
  const place = () => {
    const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const top = named?.getBoundingClientRect().top;
    if (location.hash && (!named || (top > -innerHeight && top < innerHeight))) return location.hash;
    const parts = [...document.querySelectorAll("main :is(h2, h3, h4, figure, section)[id]")];
    const above = parts.filter((part) => part.getBoundingClientRect().top < innerHeight / 3).at(-1);
    return above && scrollY > 0 ? `#${above.id}` : "";
  };
  const languageLink = (link) => {
    link.addEventListener("click", () => { link.hash = place(); });
  };

  // A page that readers of both languages share is English; all that it says by itself has its Chinese in `words`.
  const chinese = () => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const said = words[texts.currentNode.data.trim()];
      if (!said || texts.currentNode.parentElement.closest("code, pre, .doc")) continue;
      texts.currentNode.data = said;
      texts.currentNode.parentElement.lang = "zh";
    }
    for (const each of document.querySelectorAll("[aria-label], [data-names]")) {
      for (const name of ["aria-label", "data-names", "data-label"]) {
        const said = words[each.getAttribute(name)];
        if (said) each.setAttribute(name, said);
      }
    }
    for (const link of document.querySelectorAll("a[href^='../']")) {
      const href = link.getAttribute("href").slice(3);
      if (!/^(assets|symbols|pagefind)\//.test(href)) link.setAttribute("href", `../zh/${href}`);
    }
  };
  const languageButton = (button) => {
    const other = recall("archviz-language") === "zh" ? "en" : "zh";
    if (other === "en") {
      button.textContent = button.dataset.back;
      button.lang = "en";
    }
    button.addEventListener("click", () => {
      remember("archviz-language", other);
      location.reload();
    });
    button.hidden = false;
  };
  if ("edition" in root.dataset) remember("archviz-language", root.lang);

  document.addEventListener("DOMContentLoaded", () => {
    if ("shared" in root.dataset && recall("archviz-language") === "zh") chinese();
    document.querySelectorAll("a.language").forEach(languageLink);
    document.querySelectorAll("button.language").forEach(languageButton);
    document.querySelectorAll(".theme").forEach(themeButton);
    document.querySelectorAll("table[data-filter]").forEach(filter);
    document.querySelectorAll(".side").forEach(contents);
  });
})();
