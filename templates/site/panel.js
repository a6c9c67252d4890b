"use strict";
// The evidence of an edge, beside the diagram; it is a copy of what the list below has.
(() => {
  const panel = (bench) => {
    const aside = bench.querySelector(".panel");
    const [title, said] = [aside.querySelector("h2"), aside.querySelector(".said")];
    const proof = (id) => document.querySelector(`.proofs [data-edge="${CSS.escape(id)}"]`);
    let from = null;

    const open = (id) => {
      const found = proof(id);
      title.replaceChildren(...found.querySelector("summary").cloneNode(true).childNodes);
      title.querySelector(".where")?.remove();
      said.replaceChildren(...found.querySelector(".evidence").cloneNode(true).childNodes);
      aside.hidden = false;
      aside.scrollTop = 0;
      bench.classList.add("open");
      for (const cut of said.querySelectorAll(".cut")) {
        const [mark, seen] = [cut.querySelector(".hit [title]"), cut.getBoundingClientRect()];
        if (mark) cut.scrollLeft = Math.max(0, mark.getBoundingClientRect().right - seen.right + 24);
      }
    };
    const shut = () => {
      if (aside.hidden) return;
      aside.hidden = true;
      bench.classList.remove("open");
      from?.focus({ preventScroll: true });
      from = null;
      bench.dispatchEvent(new CustomEvent("edge", { detail: null }));
    };
    // Before the others hear of it, so that they find the diagram at its new width.
    bench.addEventListener("edge", ({ detail }) => {
      if (detail) open(detail);
    }, true);

    for (const edge of bench.querySelectorAll(".edge")) {
      if (!proof(edge.dataset.edge)) continue;
      const handle = edge.querySelector(":scope > a, :scope > g");
      if (handle.localName === "g") {
        handle.setAttribute("tabindex", "0");
        handle.setAttribute("aria-label", edge.getAttribute("aria-label"));
      }
      handle.setAttribute("role", "button");
      const choose = (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        from = handle;
        bench.dispatchEvent(new CustomEvent("edge", { detail: edge.dataset.edge }));
        title.focus({ preventScroll: true });
      };
      handle.addEventListener("click", choose);
      handle.addEventListener("keydown", (event) => {
        if (event.key === " " || (event.key === "Enter" && handle.localName === "g")) choose(event);
      });
    }
    aside.querySelector('[data-do="close"]').addEventListener("click", shut);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") shut();
    });
  };

  const named = () => {
    const found = location.hash.startsWith("#edge-") && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (found) found.open = true;
  };
  document.querySelectorAll(".bench").forEach(panel);
  addEventListener("hashchange", named);
  named();
})();
