"use strict";
// Shows the rows of a table in which all words stand.
(() => {
  const filter = (table) => {
    const input = document.getElementById(table.dataset.filter);
    const count = input.parentElement.querySelector("output");
    const sections = [...table.tBodies].map((body) => {
      const head = body.querySelector("tr.group");
      const rows = [...body.rows].filter((row) => row !== head);
      return { body, rows: rows.map((row) => [row, `${head?.cells[0].textContent ?? ""} ${row.textContent}`.toLowerCase()]) };
    });
    const all = sections.reduce((sum, { rows }) => sum + rows.length, 0);
    const run = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const { body, rows } of sections) {
        let some = 0;
        for (const [row, text] of rows) {
          row.hidden = !words.every((word) => text.includes(word));
          if (!row.hidden) some += 1;
        }
        body.hidden = some === 0;
        shown += some;
      }
      count.textContent = words.length ? [shown, all].reduce((said, n) => said.replace("{}", n), count.dataset.of) : "";
    };
    input.addEventListener("input", run);
    input.parentElement.hidden = false;
    run();
  };

  document.querySelectorAll("table[data-filter]").forEach(filter);
})();
