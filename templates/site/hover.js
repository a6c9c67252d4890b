"use strict";
// What a symbol is, beside its name: where a pointer rests on a link to its page or on what stands for it in a picture, or
// the keyboard has come to one.
(() => {
  const root = new URL("..", document.currentScript.src);
  const [REST, LEAVE, GAP, EDGE, MOST, APART] = [300, 250, 6, 8, 5, 12];

  // Where a link leads, or the page of the symbol that a part of a picture stands for.
  const addressOf = (part) => {
    const { page } = part.dataset;
    return page ? new URL(`symbols/${page}.html`, root) : new URL(part.getAttribute("href"), document.baseURI);
  };
  // The name of a symbol's page, without its ending; "" for any other link, and for one to the page that is shown.
  const nameOf = (part) => {
    const url = addressOf(part);
    if (url.pathname === location.pathname || !url.href.startsWith(root.href)) return "";
    const path = decodeURI(url.pathname.slice(root.pathname.length));
    return /^(?:[\w-]+\/)?symbols\/(.+-[0-9a-f]{6})\.html$/.exec(path)?.[1] ?? "";
  };
  // A link, or a box or a row of a picture.
  const namedBy = (target) => {
    const parts = target instanceof Element ? ["a[href]", "[data-page]"].map((what) => target.closest(what)) : [];
    return parts.find((part) => part && nameOf(part)) ?? null;
  };
  // What has the focus and the rectangle of a box or a row: for a box, its head.
  const handleOf = (part) => (part.matches("a") ? part : part.querySelector(":scope > :is(a, g:not(.row))") ?? part);

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

  const meet = (one, other) =>
    one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top;
  // Where the arrow is that is chosen in a picture: small rectangles along it, and its number.
  const chosen = (picture) => {
    const edge = picture.querySelector(".edge.chosen");
    if (!edge) return [];
    const line = edge.querySelector(".line");
    const length = line.getTotalLength();
    const seen = line.getScreenCTM();
    const along = Array.from({ length: Math.ceil(length / APART) + 1 }, (_, i) => {
      const { x, y } = line.getPointAtLength(i * APART).matrixTransform(seen);
      return { left: x - 1, right: x + 1, top: y - 1, bottom: y + 1 };
    });
    const labels = picture.querySelectorAll(`.label[data-edge="${CSS.escape(edge.dataset.edge)}"]`);
    return [...along, ...[...labels].map((label) => label.getBoundingClientRect())];
  };
  // Below the name, or above it where there is more room; beside a box where the picture has room for it. Always in the
  // window, and never over an arrow that is chosen.
  const place = () => {
    const picture = shown.ownerSVGElement;
    const box = handleOf(shown).getBoundingClientRect();
    const [right, bottom] = [document.documentElement.clientWidth, innerHeight];
    const sight = { left: 0, top: 0, right, bottom };
    const frame = picture?.getBoundingClientRect() ?? sight;
    if (!box.width || !meet(box, sight) || !meet(box, frame)) {
      shut();
      return;
    }
    const line = picture ? box : [...shown.getClientRects()].at(-1) ?? box;
    const [width, height] = [card.offsetWidth, card.offsetHeight];
    const within = (at, size, all) => Math.max(EDGE, Math.min(at, all - size - EDGE));
    const spot = (x, y) => {
      const [left, top] = [within(x, width, right), within(y, height, bottom)];
      return { left, top, right: left + width, bottom: top + height };
    };
    const spots = [spot(line.left, line.bottom + GAP), spot(line.left, box.top - GAP - height)];
    if (line.bottom + GAP + height > bottom - EDGE && box.top > bottom - line.bottom) spots.reverse();
    if (picture) {
      const sides = shown.closest(".card").getBoundingClientRect();
      const beside = [spot(sides.right + GAP, line.top), spot(sides.left - GAP - width, line.top)];
      spots.unshift(...beside.filter((one) => one.left >= frame.left && one.right <= frame.right));
    }
    const taken = picture ? chosen(picture) : [];
    const free = spots.filter((one) => !taken.some((part) => meet(one, part)));
    const best = free.find((one) => !meet(one, box)) ?? free[0];
    if (!best) {
      shut();
      return;
    }
    card.style.left = `${best.left}px`;
    card.style.top = `${best.top}px`;
  };
  // A browser's own tip would cover the card.
  const silence = (part) => {
    for (const each of [part, ...part.querySelectorAll("[title]"), part.closest("[title]")]) {
      const title = each?.getAttribute("title");
      if (!title) continue;
      each.setAttribute("title", "");
      titles.push(() => each.setAttribute("title", title));
    }
    for (let each = part; each instanceof SVGElement; each = each.parentElement) {
      const title = each.querySelector(":scope > title");
      if (!title) continue;
      const text = title.textContent;
      title.textContent = "";
      titles.push(() => { title.textContent = text; });
    }
  };
  // A picture that moves takes what is shown with it.
  const moved = new MutationObserver(() => place());
  function shut() {
    if (!shown) return;
    moved.disconnect();
    titles.forEach((restore) => restore());
    titles = [];
    handleOf(shown).removeAttribute("aria-describedby");
    shown = null;
    if (card.hidePopover) card.hidePopover();
    card.hidden = true;
  }
  let wanted = null;
  const open = async (part) => {
    const name = nameOf(part);
    const key = name.at(-1);
    const language = document.documentElement.lang;
    try {
      await Promise.all(["hover.css", `hovers.${language}.js`, `hovers.${key}.js`].map(load));
    } catch {
      return;
    }
    const [path, rows] = Object.entries(globalThis[`archvizHovers_${key}`]).find(([, rows]) => Object.hasOwn(rows, name)) ?? [];
    if (!rows || wanted !== part || !part.isConnected) return;
    shut();
    card ??= document.body.appendChild(make("aside", { className: "hover", id: "hover", hidden: true, popover: "manual" }));
    card.setAttribute("aria-label", archvizHoverWords.about);
    const short = rows[name][4] || name.slice(path.split("/").at(-1).length + 1, -7);
    const address = addressOf(part).href;
    card.replaceChildren(...filled(path, short, rows[name], archvizHoverWords, address));
    card.hidden = false;
    shown = part;
    if (card.showPopover) card.showPopover(part instanceof HTMLElement ? { source: part } : {});
    card.scrollTop = 0;
    silence(part);
    const handle = handleOf(part);
    if (!handle.hasAttribute("aria-describedby")) handle.setAttribute("aria-describedby", "hover-said");
    if (part.ownerSVGElement) moved.observe(part.ownerSVGElement, { attributeFilter: ["viewBox"] });
    place();
  };

  let timer = 0;
  let refused = null;
  const want = (part) => {
    clearTimeout(timer);
    wanted = part;
    if (part !== shown) timer = setTimeout(() => (part ? open(part) : shut()), part ? REST : LEAVE);
  };
  const forget = () => {
    clearTimeout(timer);
    wanted = null;
    shut();
  };
  const focused = () => Boolean(shown) && (handleOf(shown).matches(":focus-visible") || card.contains(document.activeElement));

  document.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || event.buttons) return;
    const part = card?.contains(event.target) ? shown : namedBy(event.target);
    if (part !== refused) refused = null;
    else if (part) return;
    if (part ? part !== shown || wanted !== part : wanted && !focused()) want(part);
  }, true);
  document.documentElement.addEventListener("pointerleave", () => {
    if (wanted && !focused()) want(null);
  });
  document.addEventListener("focusin", ({ target }) => {
    if (card?.contains(target)) {
      want(shown);
      return;
    }
    const part = namedBy(target);
    refused = null;
    if (part && target.matches(":focus-visible")) want(part);
    else if (shown) want(null);
  });
  document.addEventListener("focusout", ({ relatedTarget }) => {
    if (wanted && !card?.contains(relatedTarget) && !namedBy(relatedTarget)) want(null);
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (card?.contains(target)) return;
    refused = namedBy(target);
    forget();
  }, true);
  document.addEventListener("choose", forget, true);
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !wanted) return;
    if (shown) {
      event.stopImmediatePropagation();
      event.preventDefault();
      if (card.contains(document.activeElement)) handleOf(shown).focus({ preventScroll: true });
      refused = shown;
    }
    forget();
  }, true);
  addEventListener("scroll", ({ target }) => {
    if (shown && target !== card) place();
  }, { capture: true, passive: true });
  addEventListener("resize", shut);

  // The script is loaded when the first name is met.
  const at = document.activeElement.matches(":focus-visible") ? namedBy(document.activeElement) : null;
  want(at ?? namedBy([...document.querySelectorAll(":hover")].at(-1)));
})();
