"use strict";
(() => {
  const root = document.documentElement;
  const { src } = document.currentScript;
  root.classList.add("scripts");
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
  // A page that is about to be put into another language is not seen before, or it would move while it is read.
  if ("shared" in root.dataset && ![null, root.lang].includes(recall("archviz-language"))) {
    root.classList.add("translating");
    addEventListener("DOMContentLoaded", () => root.classList.remove("translating"));
  }
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

  // What leads off the site opens beside it: the place in it is kept.
  addEventListener("click", ({ target }) => {
    const link = target instanceof Element && target.closest("a[href]");
    if (link && /^https?:$/.test(link.protocol) && link.host !== location.host) link.target = "_blank";
  }, true);

  // A page that scrolls below a pointer at rest gives events at the place where it was before: nobody hears of them.
  let last = "";
  for (const kind of ["pointerdown", "pointermove"]) {
    addEventListener(kind, (event) => {
      const at = `${event.clientX} ${event.clientY}`;
      if (kind === "pointermove" && at === last && event.pointerType !== "touch") event.stopImmediatePropagation();
      last = at;
    }, true);
  }

  // Scripts and styles that are needed only now, each once, by their addresses from here.
  const asked = new Map();
  globalThis.load = (file) => {
    const { href } = new URL(file, src);
    if (!asked.has(href)) {
      asked.set(href, new Promise((onload, onerror) => {
        const [tag, what] = href.endsWith(".css") ? ["link", { rel: "stylesheet", href }] : ["script", { src: href }];
        document.head.append(Object.assign(document.createElement(tag), what, { onload, onerror }));
      }));
      asked.get(href).catch(() => asked.delete(href));
    }
    return asked.get(href);
  };

  // What is shown of a symbol is loaded when the pointer or the keyboard comes to the first name of one.
  const meet = ({ target, pointerType }) => {
    if (!(target instanceof Element) || pointerType === "touch") return;
    if (!target.closest("[data-page]") && !target.closest("a[href]")?.pathname?.includes("/symbols/")) return;
    for (const kind of ["pointermove", "focusin"]) removeEventListener(kind, meet);
    load("hover.js");
  };
  for (const kind of ["pointermove", "focusin"]) addEventListener(kind, meet);

  if ("edition" in root.dataset) remember("archviz-language", root.lang);

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("a.language").forEach(languageLink);
    document.querySelectorAll(".theme").forEach(themeButton);
    document.querySelectorAll(".side").forEach(contents);
  });
})();
