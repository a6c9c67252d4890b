// The slider between two versions of one diagram: it says which parts are shown, and nothing moves.
"use strict";
(() => {
  const slider = document.getElementById("slider");
  const side = document.getElementById("side");
  const drawing = document.querySelector("[data-show]");
  if (!slider || !side || !drawing) return;
  const shown = ["before", "both", "after"];
  const names = side.dataset.sides.split("|");
  slider.closest(".slider").hidden = false;
  slider.addEventListener("input", () => {
    drawing.dataset.show = shown[slider.value];
    side.textContent = names[slider.value];
    slider.setAttribute("aria-valuetext", names[slider.value]);
  });
})();
