"use strict";
// Copies the lines of an excerpt that are shown, without their numbers and notes.
(() => {
  const shown = (lines) =>
    [...lines.children].flatMap((part) => {
      if (part.matches(".note, summary")) return [];
      if (!part.matches(".fold")) return [part.querySelector("code").textContent];
      if (part.open) return shown(part);
      const summary = part.firstElementChild;
      const indent = summary.querySelector("code").textContent;
      return [`${indent}// ${summary.textContent.trim()}`];
    });
  for (const button of document.querySelectorAll(".copy")) {
    const name = button.textContent;
    button.hidden = !navigator.clipboard;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(`${shown(button.closest(".code").querySelector(".lines")).join("\n")}\n`);
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = name; }, 2000);
    });
  }
})();
