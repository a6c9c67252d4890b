"use strict";
// What is said of an edge, a card or a row, beside the diagram: it is a copy of what the lists below have.
(() => {
  const panel = (bench) => {
    const aside = bench.querySelector(".panel");
    const [title, said] = [aside.querySelector("h2"), aside.querySelector(".said")];
    const copy = (part) => [...part.cloneNode(true).childNodes];
    const proof = (id) => document.querySelector(`.proofs [data-edge="${CSS.escape(id)}"]`);
    const choose = (detail) => bench.dispatchEvent(new CustomEvent("choose", { detail }));
    let from = null;

    const head = (found) => {
      const summary = found.querySelector("summary").cloneNode(true);
      summary.querySelector(".where")?.remove();
      return [...summary.childNodes];
    };
    // The same where it may have links: each name that has one in the evidence.
    const titled = (found) => {
      const pages = new Map([...found.querySelectorAll(".signature a.to")].map((link) => [link.textContent, link]));
      const parts = head(found);
      for (const name of parts.flatMap((part) => (part instanceof Element ? [...part.querySelectorAll(".symbol")] : []))) {
        const link = pages.get(name.textContent)?.cloneNode();
        if (!link) continue;
        name.replaceWith(link);
        name.removeAttribute("title");
        link.append(name);
      }
      return parts;
    };
    // A button for each edge that is lit with a card or a row.
    const relations = () => {
      const list = document.createElement("ul");
      list.className = "relations";
      for (const { dataset } of bench.querySelectorAll(".edge.lit")) {
        const found = proof(dataset.edge);
        if (!found) continue;
        const button = document.createElement("button");
        button.type = "button";
        button.append(...head(found));
        button.addEventListener("click", () => {
          choose({ edge: dataset.edge });
          title.focus({ preventScroll: true });
        });
        list.appendChild(document.createElement("li")).append(button);
      }
      return list;
    };
    const ofCard = (part) => {
      const row = document.getElementById(`card-${part.closest(".card").dataset.card}`);
      const [kind, name, declared, inside] = row.cells;
      const line = document.createElement("p");
      const within = part.matches(".row") ? inside.querySelector(`[data-row="${CSS.escape(part.dataset.row)}"]`) : null;
      if (within) {
        const [symbol, place] = within.children;
        line.append(`${declared.dataset.name}: `, place.cloneNode(true));
        return [[symbol.cloneNode(true)], [line, relations()]];
      }
      line.append(`${declared.dataset.name}: `, ...copy(declared));
      return [[`${kind.textContent} `, ...copy(name)], [line, relations()]];
    };
    const open = ({ edge, part }) => {
      const found = edge && proof(edge);
      const [named, told] = part ? ofCard(part) : [titled(found), copy(found.querySelector(".evidence"))];
      title.replaceChildren(...named);
      said.replaceChildren(...told);
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
      choose(null);
    };
    // Before the others hear of it, so that they find the diagram at its new width; after what is lit, which it lists.
    bench.addEventListener("choose", ({ detail }) => {
      if (detail) open(detail);
    }, true);

    const answers = (handle, detail) => {
      if (handle.localName === "g") {
        handle.setAttribute("tabindex", "0");
        handle.setAttribute("aria-label", handle.parentElement.getAttribute("aria-label") ?? handle.textContent.trim());
      }
      handle.setAttribute("role", "button");
      const act = (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        from = handle;
        choose(detail);
        title.focus({ preventScroll: true });
      };
      handle.addEventListener("click", act);
      handle.addEventListener("keydown", (event) => {
        if (event.key === " " || (event.key === "Enter" && handle.localName === "g")) act(event);
      });
    };
    const wire = () => {
      for (const edge of bench.querySelectorAll(".edge")) {
        if (proof(edge.dataset.edge)) answers(edge.querySelector(":scope > a, :scope > g"), { edge: edge.dataset.edge });
      }
      for (const part of bench.querySelectorAll(".card, .row")) {
        if (!document.getElementById(`card-${part.closest(".card").dataset.card}`)) continue;
        answers(part.querySelector(":scope > a, :scope > g:not(.row)"), { part });
      }
    };
    wire();
    bench.addEventListener("redrawn", () => {
      shut();
      wire();
    });
    aside.querySelector('[data-do="close"]').addEventListener("click", shut);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !document.querySelector("dialog[open]")) shut();
    });
  };

  document.querySelectorAll(".bench").forEach(panel);
})();
