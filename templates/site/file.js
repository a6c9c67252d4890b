"use strict";
// Lines of a file in the address: #L12 is one, #L12-L20 are several, from a click on a number to one with Shift held.
(() => {
  const code = document.querySelector(".whole");
  const lineOf = (number) => document.getElementById(`L${number}`);
  const chosen = () => {
    const [, first, last] = /^#L(\d+)(?:-L(\d+))?$/.exec(location.hash) ?? [];
    return first && [first, last ?? first].map(Number).sort((a, b) => a - b);
  };

  const light = (scroll) => {
    for (const line of code.querySelectorAll(".lit")) line.classList.remove("lit");
    const [first, last] = chosen() ?? [];
    for (let line = lineOf(first); line && line.id !== `L${last + 1}`; line = line.nextElementSibling) line.classList.add("lit");
    if (scroll && last > first) lineOf(first)?.scrollIntoView({ behavior: "instant" });
  };

  code.addEventListener("click", (event) => {
    const line = event.target.closest("span[id]");
    const width = line && Number.parseFloat(getComputedStyle(line, "::before").width);
    if (!line || event.target.closest("a") || event.clientX - code.getBoundingClientRect().left > width) return;
    const number = Number(line.id.slice(1));
    const [first, last] = (event.shiftKey && chosen()) || [number, number];
    const [from, to] = number < first ? [number, last] : [first, number];
    const top = scrollY;
    location.replace(from < to ? `#L${from}-L${to}` : `#L${from}`);
    scrollTo({ top, behavior: "instant" });
  });
  code.addEventListener("mousedown", (event) => { if (event.shiftKey) event.preventDefault(); });
  addEventListener("hashchange", () => light(false));
  light(true);
})();
