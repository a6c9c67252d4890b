"use strict";
// What a symbol is, beside its name: where a pointer rests on a link to its page, or the keyboard has come to one.
(() => {
  const here = document.currentScript.src;
  const root = new URL("..", here);
  const [REST, LEAVE, GAP, EDGE, MOST] = [300, 250, 6, 8, 5];

  const added = new Map();
  const add = (tag, file, attributes) => {
    const { href } = new URL(file, here);
    if (!added.has(href)) {
      added.set(href, new Promise((done, failed) => {
        const element = Object.assign(document.createElement(tag), attributes(href), { onload: done, onerror: failed });
        document.head.append(element);
      }));
      added.get(href).catch(() => added.delete(href));
    }
    return added.get(href);
  };
  const script = (file) => add("script", file, (src) => ({ src }));
  const style = (file) => add("link", file, (href) => ({ rel: "stylesheet", href }));

  // The name of a symbol's page, without its ending; "" for any other link, and for one to the page that is shown.
  const nameOf = (link) => {
    const url = new URL(link.getAttribute("href"), document.baseURI);
    if (url.pathname === location.pathname || !url.href.startsWith(root.href)) return "";
    const path = decodeURI(url.pathname.slice(root.pathname.length));
    return /^(?:[\w-]+\/)?symbols\/(.+-[0-9a-f]{6})\.html$/.exec(path)?.[1] ?? "";
  };
  const linkOf = (target) => {
    const link = target instanceof Element ? target.closest("a[href]") : null;
    return link && nameOf(link) ? link : null;
  };

  const make = (tag, attributes, ...parts) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.append(...parts);
    return element;
  };
  // The words of Go that the style sheet knows (Go specification, "Keywords", "Predeclared identifiers").
  const WORDS = /("(?:[^"\\]|\\.)*"|`[^`]*`)|\b(chan|const|func|interface|map|struct|type|var)\b|\b(any|bool|byte|comparable|complex64|complex128|error|float32|float64|u?int(?:8|16|32|64)?|rune|string|uintptr)\b/g;
  const highlighted = (code) => {
    const parts = [];
    let at = 0;
    for (const { 0: word, 1: string, 2: keyword, index } of code.matchAll(WORDS)) {
      parts.push(code.slice(at, index), make("span", { className: string ? "s" : keyword ? "k" : "kt" }, word));
      at = index + word.length;
    }
    return [...parts, code.slice(at)];
  };

  let card = null;
  let shown = null;
  let titles = [];
  const filled = (path, short, [kind, signature, doc, figures], words, address) => {
    const said = make("div", { id: "hover-said" });
    said.append(
      make("p", { className: "about" }, `${words.kinds[kind]} · `, make("a", { href: address }, `${path}.${short}`)),
      make("pre", {}, make("code", {}, ...highlighted(signature))),
    );
    if (doc) said.append(make("p", { lang: "en" }, doc));
    const parts = [said];
    if (figures.length) {
      const list = make("ul", {});
      for (const [number, title, page] of figures.slice(0, MOST).map((index) => words.figures[index])) {
        const mark = number ? [make("span", { className: "figure-number" }, number), " "] : [];
        list.append(make("li", {}, make("a", { href: new URL(page, root).href }, ...mark, title)));
      }
      if (figures.length > MOST) list.append(make("li", {}, make("a", { href: `${address}#figures` }, `+ ${figures.length - MOST}`)));
      parts.push(make("div", { className: "in" }, `${words.shown}: `, list));
    }
    return parts;
  };

  // Below the name, or above it where there is more room; always in the window.
  const place = () => {
    const box = shown.getBoundingClientRect();
    if (box.bottom < 0 || box.top > innerHeight || !box.width) {
      shut();
      return;
    }
    const line = [...shown.getClientRects()].at(-1) ?? box;
    const [width, height] = [card.offsetWidth, card.offsetHeight];
    const below = line.bottom + GAP + height <= innerHeight - EDGE;
    const top = below || box.top < innerHeight - line.bottom ? line.bottom + GAP : box.top - GAP - height;
    const within = (at, size, all) => Math.max(EDGE, Math.min(at, all - size - EDGE));
    card.style.left = `${within(line.left, width, document.documentElement.clientWidth)}px`;
    card.style.top = `${within(top, height, innerHeight)}px`;
  };
  // A browser's own tip would cover the card.
  const silence = (link) => {
    for (const each of [link, ...link.querySelectorAll("[title]"), link.closest("[title]")]) {
      const title = each?.getAttribute("title");
      if (!title) continue;
      each.setAttribute("title", "");
      titles.push(() => each.setAttribute("title", title));
    }
  };
  function shut() {
    if (!shown) return;
    titles.forEach((restore) => restore());
    titles = [];
    shown.removeAttribute("aria-describedby");
    shown = null;
    if (card.hidePopover) card.hidePopover();
    card.hidden = true;
  }
  let wanted = null;
  const open = async (link) => {
    const name = nameOf(link);
    const key = name.at(-1);
    const language = document.documentElement.lang;
    try {
      await Promise.all([style("hover.css"), script(`hovers.${language}.js`), script(`hovers.${key}.js`)]);
    } catch {
      return;
    }
    const [path, rows] = Object.entries(globalThis[`archvizHovers_${key}`]).find(([, rows]) => Object.hasOwn(rows, name)) ?? [];
    if (!rows || wanted !== link || !link.isConnected) return;
    shut();
    card ??= document.body.appendChild(make("aside", { className: "hover", id: "hover", hidden: true, popover: "manual" }));
    card.setAttribute("aria-label", archvizHoverWords.about);
    const short = rows[name][4] || name.slice(path.split("/").at(-1).length + 1, -7);
    const address = new URL(link.getAttribute("href"), document.baseURI).href;
    card.replaceChildren(...filled(path, short, rows[name], archvizHoverWords, address));
    card.hidden = false;
    shown = link;
    if (card.showPopover) card.showPopover({ source: link });
    card.scrollTop = 0;
    silence(link);
    if (!link.hasAttribute("aria-describedby")) link.setAttribute("aria-describedby", "hover-said");
    place();
  };

  let timer = 0;
  let refused = null;
  const want = (link) => {
    clearTimeout(timer);
    wanted = link;
    if (link !== shown) timer = setTimeout(() => (link ? open(link) : shut()), link ? REST : LEAVE);
  };
  const focused = () => Boolean(shown) && (shown.matches(":focus-visible") || card.contains(document.activeElement));

  // A page that scrolls below a pointer at rest gives events as well: only a pointer that has moved asks for anything.
  let last = "";
  document.addEventListener("pointermove", (event) => {
    const at = `${event.clientX} ${event.clientY}`;
    if (at === last || event.pointerType === "touch") return;
    last = at;
    if (event.buttons) return;
    const link = card?.contains(event.target) ? shown : linkOf(event.target);
    if (link !== refused) refused = null;
    else if (link) return;
    if (link ? link !== shown || wanted !== link : wanted && !focused()) want(link);
  }, true);
  document.documentElement.addEventListener("pointerleave", () => {
    if (wanted && !focused()) want(null);
  });
  document.addEventListener("focusin", ({ target }) => {
    if (card?.contains(target)) {
      want(shown);
      return;
    }
    const link = linkOf(target);
    refused = null;
    if (link?.matches(":focus-visible")) want(link);
    else if (shown) want(null);
  });
  document.addEventListener("focusout", ({ relatedTarget }) => {
    if (wanted && !card?.contains(relatedTarget) && !linkOf(relatedTarget)) want(null);
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (card?.contains(target)) return;
    clearTimeout(timer);
    wanted = null;
    refused = linkOf(target);
    shut();
  }, true);
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !wanted) return;
    clearTimeout(timer);
    if (shown) {
      event.stopImmediatePropagation();
      event.preventDefault();
      if (card.contains(document.activeElement)) shown.focus({ preventScroll: true });
      refused = shown;
    }
    wanted = null;
    clearTimeout(timer);
    shut();
  }, true);
  addEventListener("scroll", ({ target }) => {
    if (shown && target !== card) place();
  }, { capture: true, passive: true });
  addEventListener("resize", shut);

  // The script is loaded when the first name is met.
  want(linkOf([...document.querySelectorAll("a:hover")].at(-1)) ?? (document.activeElement.matches(":focus-visible") ? linkOf(document.activeElement) : null));
})();
