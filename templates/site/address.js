"use strict";
// The address of what is chosen: #step-3, or #edge- and what the edge claims. It is chosen again where it is opened.
(() => {
  const proofs = () => [...document.querySelectorAll(".proofs [data-edge]")];
  const fragment = ({ id, dataset }) => (dataset.step ? `#step-${dataset.step}` : `#${encodeURIComponent(id)}`);
  // Edges once had their number in the figure for an address, which changed with every claim before them.
  const called = ({ id, dataset }) => [id, `step-${dataset.step}`, `edge-${dataset.edge}`];

  const address = (bench) => {
    let here = null;
    bench.addEventListener("choose", ({ detail }) => {
      here = proofs().find(({ dataset }) => dataset.edge === detail?.edge) ?? null;
      if (!here && !/^#(step|edge)-/.test(location.hash)) return;
      history.replaceState(null, "", here ? fragment(here) : location.pathname + location.search);
    });
    const named = () => {
      let name = "";
      try { name = decodeURIComponent(location.hash.slice(1)); } catch { return; }
      const found = proofs().find((each) => called(each).includes(name));
      if (!found || found === here) return;
      if (name.startsWith("edge-")) found.open = true;
      bench.dispatchEvent(new CustomEvent("choose", { detail: { edge: found.dataset.edge } }));
    };
    addEventListener("hashchange", named);
    named();
    // Until a page is loaded the browser scrolls again and again to what the address names, which is in the list below.
    const settle = () => bench.scrollIntoView({ behavior: "instant", block: "start" });
    if (here) addEventListener("load", () => setTimeout(() => requestAnimationFrame(settle)), { once: true });
  };

  document.querySelectorAll(".bench").forEach(address);
})();
