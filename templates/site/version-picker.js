"use strict";
// The figure at another version, in place: what both versions have goes to where it stands, the rest comes and goes.
// ?v= in the address names the version; the pictures are loaded when a first one is picked.
(() => {
  const PACE = { duration: 450, easing: "cubic-bezier(.3, 0, .2, 1)" };
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  // The parts of a picture by what they are in any version: an arrow by both its ends. `moved` has the symbols that have
  // another name in the version of the page.
  const parts = (svg, moved) => {
    const found = new Map();
    const add = (name, part, more = {}) => {
      let [key, count] = [name, 1];
      while (found.has(key)) key = `${name} ${count += 1}`;
      const box = part.matches(".card, .pkg") ? part.querySelector(":scope > rect") : null;
      const [x, y, width, height] = box
        ? ["x", "y", "width", "height"].map((each) => Number(box.getAttribute(each)))
        : [part.getBBox().x, part.getBBox().y];
      found.set(key, { part, x, y, width, height, ...more });
      return key;
    };
    const now = (symbol) => (Object.hasOwn(moved, symbol) ? moved[symbol] : symbol);
    const ends = new Map();
    const cards = [...svg.querySelectorAll(".card")];
    for (const card of cards) {
      const listed = card.matches(".implementers, .chain") ? "list" : "card";
      const key = add(`${listed} ${now(card.dataset.symbol)}`, card);
      ends.set(card.dataset.card, key);
      for (const row of card.querySelectorAll(".row")) {
        ends.set(`${card.dataset.card} ${row.dataset.row}`, add(`${key} ${now(row.dataset.symbol)}`, row, { within: key }));
      }
    }
    for (const edge of svg.querySelectorAll(".edge")) {
      const { from, to, fromRow, toRow, kind } = edge.dataset;
      const [start, end] = [[from, fromRow], [to, toRow]].map((at) => ends.get(at.filter(Boolean).join(" ")));
      const key = add(`edge ${start} ${kind} ${end}`, edge, { way: edge.querySelector(".line").getAttribute("d") });
      for (const label of svg.querySelectorAll(`.label[data-edge="${CSS.escape(edge.dataset.edge)}"]`)) add(`label ${key}`, label);
    }
    for (const each of svg.querySelectorAll(".pkg")) {
      const path = each.dataset.package;
      const symbol = cards.map(({ dataset }) => dataset.symbol).find((name) => name.startsWith(`${path}.`)) ?? path;
      const rest = symbol.slice(path.length);
      add(`package ${now(symbol).endsWith(rest) ? now(symbol).slice(0, now(symbol).length - rest.length) : path}`, each);
    }
    svg.querySelectorAll(".lg, .av-foot").forEach((each) => add(each.classList[0], each));
    return found;
  };

  const come = (part) => part.animate([{ opacity: 0 }, { opacity: 0, offset: 0.4 }, {}], PACE);
  const go = (part, dx, dy) => {
    if (dx || dy) part.animate([{ transform: `translate(${dx}px, ${dy}px)` }, { transform: "none" }], PACE);
  };
  const letters = (way) => way.replace(/[-\d.]+/g, "0");
  const points = (way) => way.match(/[-\d.]+/g).map(Number);
  const bend = (edge, before, after) => {
    if (letters(before) !== letters(after)) {
      come(edge);
      return;
    }
    for (const line of edge.querySelectorAll(".line, .wide")) {
      line.animate([{ d: `path("${before}")` }, { d: `path("${after}")` }], PACE);
    }
    const [was, is] = [before, after].map(points);
    edge.querySelectorAll(".start").forEach((each) => go(each, was[0] - is[0], was[1] - is[1]));
    edge.querySelectorAll(".tip").forEach((each) => go(each, was.at(-2) - is.at(-2), was.at(-1) - is.at(-1)));
  };
  const animate = (svg, before, after) => {
    for (const [key, it] of after) {
      const was = before.get(key);
      const [card, cardWas] = [after, before].map((all) => all.get(it.within));
      if (!was) {
        if (!card || cardWas) come(it.part);
      } else if (it.way) {
        if (it.way !== was.way) bend(it.part, was.way, it.way);
      } else {
        const [dx, dy] = card && cardWas ? [cardWas.x - card.x, cardWas.y - card.y] : [0, 0];
        go(it.part, was.x - it.x - dx, was.y - it.y - dy);
        if (it.width !== was.width || it.height !== was.height) {
          const sizes = [was, it].map(({ width, height }) => ({ width: `${width}px`, height: `${height}px` }));
          it.part.querySelectorAll(":scope > rect").forEach((rect) => rect.animate(sizes, PACE));
        }
      }
    }
    // What is no more goes where it stood.
    const gone = [...before].filter(([key, { within }]) => !after.has(key) && (!within || after.has(within)));
    const leaving = document.createElementNS(svg.namespaceURI, "g");
    leaving.setAttribute("class", "leaving");
    leaving.setAttribute("aria-hidden", "true");
    leaving.append(...gone.map(([, { part }]) => part));
    leaving.querySelectorAll("[id], [tabindex], [href]").forEach((each) => ["id", "tabindex", "href"].forEach((name) => each.removeAttribute(name)));
    svg.append(leaving);
    leaving.animate([{ opacity: 1 }, { opacity: 0 }], PACE).finished.then(() => leaving.remove(), () => leaving.remove());
  };

  const unpacked = async (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const { lines, versions } = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
    const whole = (numbers) => {
      const template = document.createElement("template");
      template.innerHTML = numbers.map((number) => lines[number]).join("\n");
      return template.content;
    };
    return (value) => {
      const { picture, lists, moved } = versions[value];
      return { svg: whole(picture).querySelector("svg"), lists: whole(lists), moved };
    };
  };

  const picker = (box) => {
    const bench = document.querySelector(".bench");
    const svg = bench.querySelector(".drawing svg");
    const lists = document.querySelector(".lists");
    const select = box.querySelector("select");
    const said = box.querySelector("[role='status']");
    const buttons = ["earlier", "later"].map((what) => box.querySelector(`[data-do="${what}"]`));
    const help = bench.querySelector(".help");
    const { file } = box.dataset;

    // The page's own version, as it was before another script changed it.
    const own = { svg: svg.cloneNode(true), lists: document.createDocumentFragment(), moved: {} };
    own.svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
    own.lists.append(...lists.cloneNode(true).childNodes);
    let others = null;
    const at = async (value) => {
      if (!value) return { ...own, svg: own.svg.cloneNode(true), lists: own.lists.cloneNode(true) };
      others ??= load(new URL(`${file}.versions.js`, location.href)).then(() => unpacked(globalThis.versions[file]));
      return (await others)(value);
    };

    let shown = "";
    let moved = {};
    let asked = 0;
    const draw = (version, value, moving) => {
      const { hash } = location;
      const before = parts(svg, moved);
      for (const { name } of [...svg.attributes]) if (!version.svg.hasAttribute(name)) svg.removeAttribute(name);
      for (const { name, value: text } of version.svg.attributes) svg.setAttribute(name, text);
      svg.replaceChildren(...version.svg.childNodes);
      lists.replaceChildren(version.lists);
      [shown, moved] = [value, version.moved];
      if (help) help.dataset.file = value ? `${file}-${value}` : file;
      document.querySelectorAll(".of-shown").forEach((each) => { each.hidden = Boolean(value); });
      bench.dispatchEvent(new CustomEvent("redrawn"));
      if (hash) {
        history.replaceState(history.state, "", hash);
        dispatchEvent(new Event("hashchange"));
      }
      if (moving && !still.matches) animate(svg, before, parts(svg, moved));
    };
    const say = (text, title, odd) => {
      said.textContent = text.replace("{}", () => title);
      box.toggleAttribute("data-odd", odd);
    };
    const mark = () => {
      [select.selectedIndex <= 0, select.selectedIndex >= select.length - 1].forEach((end, index) => {
        buttons[index].setAttribute("aria-disabled", end);
      });
    };
    const show = async (option, moving = true) => {
      const turn = asked += 1;
      option.selected = true;
      mark();
      const { value, dataset: { title, why } } = option;
      // The same figure in another language and the figures beside it are read at the same version.
      for (const link of document.querySelectorAll("a.language, .turn a")) {
        link.search = value ? new URLSearchParams({ v: value }) : "";
      }
      const proved = why === undefined;
      try {
        const version = await at(proved ? value : "");
        if (turn !== asked) return;
        if ((proved ? value : "") !== shown) draw(version, proved ? value : "", moving);
        if (!proved) say(`${box.dataset.unproved}${why ? ` (${why})` : ""}`, title, true);
        else say(value ? box.dataset.said : box.dataset.same, title, false);
      } catch {
        others = null;
        if (turn === asked) say(box.dataset.failed, title, true);
      }
    };

    const first = [...select.options].find(({ value }) => !value);
    const named = (name) => {
      const plain = name.replace(/^v(?=\d)/, "");
      return [...select.options].find(({ value, dataset }) => value === plain || dataset.name === plain)
        ?? (plain === first.textContent.trim() ? first : null);
    };
    const follow = (moving = true) => {
      const name = new URLSearchParams(location.search).get("v");
      const option = name ? named(name) : first;
      show(option ?? first, moving).then(() => { if (!option) say(box.dataset.unknown, name, true); });
    };
    const pick = (option) => {
      const url = new URL(location.href);
      if (option.value) url.searchParams.set("v", option.value);
      else url.searchParams.delete("v");
      if (url.href !== location.href) history.pushState(null, "", url);
      show(option);
    };
    select.addEventListener("change", () => pick(select.selectedOptions[0]));
    buttons.forEach((button, index) => button.addEventListener("click", () => {
      const option = select.options[select.selectedIndex + (index ? 1 : -1)];
      if (option) pick(option);
    }));
    addEventListener("popstate", () => follow());
    box.querySelector(".choose").hidden = false;
    mark();
    // After the scripts of the picture, which this one comes before.
    addEventListener("DOMContentLoaded", () => { if (new URLSearchParams(location.search).has("v")) follow(false); });
  };

  document.querySelectorAll(".picker").forEach(picker);
})();
