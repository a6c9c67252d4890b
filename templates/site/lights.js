"use strict";
// What a card, a row or an edge has to do with: lit, and the rest dimmed.
(() => {
  const lights = (bench) => {
    const stage = bench.querySelector(".drawing");
    const svg = stage.querySelector("svg");
    const all = (selector, within = svg) => [...within.querySelectorAll(selector)];
    let cards = new Map();
    let edges = [];
    const rowOf = (card, index) => (card && index ? card.querySelector(`[data-row="${CSS.escape(index)}"]`) : null);
    const ends = (edge) => {
      const { from, to, fromRow, toRow } = edge.dataset;
      return [[cards.get(from), fromRow], [cards.get(to), toRow]].map(([card, row]) => [card, rowOf(card, row)]);
    };
    const labels = (edge) => all(`.label[data-edge="${CSS.escape(edge.dataset.edge)}"]`);
    const read = () => {
      cards = new Map(all(".card").map((card) => [card.dataset.card, card]));
      edges = all(".edge").map((edge) => ({ edge, ends: ends(edge), labels: labels(edge) }));
    };
    read();
    const meets = (part, { edge, ends }) => part === edge || ends.flat().includes(part);

    const show = (part) => {
      all(".lit").forEach((each) => each.classList.remove("lit"));
      svg.classList.toggle("dim", Boolean(part));
      if (!part) return;
      const card = part.closest(".card");
      for (const each of [part, card]) each?.classList.add("lit");
      const met = edges.filter((each) => meets(part, each));
      for (const it of met.length ? met : edges.filter((each) => meets(card, each))) {
        [it.edge, ...it.labels, ...it.ends.flat()].forEach((each) => each?.classList.add("lit"));
      }
    };

    let chosen = null;
    let waiting = 0;
    const soon = (part) => {
      clearTimeout(waiting);
      waiting = setTimeout(() => show(chosen ?? part), 70);
    };
    const under = (target) => (target instanceof Element ? target.closest(".row, .edge, .card") : null);

    let hovered = null;
    document.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch" || event.buttons) return;
      const part = svg.contains(event.target) ? under(event.target) : null;
      if (!chosen && part !== hovered) soon(part);
      hovered = part;
    }, true);
    document.documentElement.addEventListener("pointerleave", () => {
      hovered = null;
      soon(null);
    });
    // Not on the picture itself: Chromium takes an SVG element that listens to focus for one that can have it.
    stage.addEventListener("focusin", (event) => {
      clearTimeout(waiting);
      if (event.target.matches(":focus-visible")) show(under(event.target) ?? chosen);
    });
    stage.addEventListener("focusout", () => soon(null));
    bench.addEventListener("redrawn", () => {
      clearTimeout(waiting);
      chosen = hovered = null;
      read();
      show(null);
    });
    bench.addEventListener("choose", ({ detail }) => {
      clearTimeout(waiting);
      hovered = null;
      chosen = detail?.part ?? edges.find(({ edge }) => edge.dataset.edge === detail?.edge)?.edge ?? null;
      all(".chosen").forEach((each) => each.classList.remove("chosen"));
      chosen?.classList.add("chosen");
      show(chosen);
    }, true);
    // Before what is shown beside a name, which takes the key for itself.
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      clearTimeout(waiting);
      show(chosen);
    }, true);
  };

  document.querySelectorAll(".bench").forEach(lights);
  addEventListener("drawn", ({ target }) => lights(target));
})();
