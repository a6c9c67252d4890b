"use strict";
// Shows the symbols of one kind in whose names, or whose package's, all words stand.
(() => {
  const input = document.getElementById("filter");
  const kind = document.getElementById("kind");
  const count = input.parentElement.querySelector("output");
  const packages = document.querySelector(".packages");
  const lower = (text) => text.toLowerCase();
  const sections = [...document.querySelectorAll(".listed")].map((section) => ({
    section,
    entry: packages.querySelector(`a[href="#${section.querySelector("h2").id}"]`).parentElement,
    items: [...section.querySelectorAll("li")].map((item) => [item, `${lower(section.dataset.package)}.${lower(item.querySelector("a").textContent)}`]),
  }));
  const all = sections.reduce((sum, { items }) => sum + items.length, 0);
  const run = () => {
    const words = lower(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { section, entry, items } of sections) {
      let some = 0;
      for (const [item, name] of items) {
        item.hidden = (kind.value && item.dataset.kind !== kind.value) || !words.every((word) => name.includes(word));
        if (!item.hidden) some += 1;
      }
      section.hidden = entry.hidden = some === 0;
      shown += some;
    }
    count.textContent = words.length || kind.value ? [shown, all].reduce((said, n) => said.replace("{}", n), count.dataset.of) : "";
  };
  input.addEventListener("input", run);
  kind.addEventListener("change", run);
  input.parentElement.hidden = false;
  run();
})();
