"use strict";
(() => {
  const root = document.documentElement;
  const themes = ["auto", "light", "dark"];
  const remembered = (() => {
    try { return localStorage.getItem("archviz-theme"); } catch { return null; }
  })();
  let theme = themes.includes(remembered) ? remembered : "auto";

  const apply = () => {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
  };
  apply();
  addEventListener("beforeprint", () => { root.dataset.theme = "light"; });
  addEventListener("afterprint", apply);

  const themeButton = (button) => {
    const name = () => {
      button.textContent = theme[0].toUpperCase() + theme.slice(1);
      button.setAttribute("aria-label", `Colours: ${theme}. Change`);
    };
    button.addEventListener("click", () => {
      theme = themes[(themes.indexOf(theme) + 1) % themes.length];
      try { localStorage.setItem("archviz-theme", theme); } catch { /* not remembered, still applied */ }
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
      count.textContent = words.length ? `${shown} of ${all}` : "";
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

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".theme").forEach(themeButton);
    document.querySelectorAll("table[data-filter]").forEach(filter);
    document.querySelectorAll(".side").forEach(contents);
  });
})();
