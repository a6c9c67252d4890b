"use strict";
// What moves a picture beside its prose is loaded when the first such picture comes near.
(() => {
  const near = new IntersectionObserver((seen) => {
    if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
    near.disconnect();
    load("scene.js");
  }, { rootMargin: "100% 0px" });
  document.querySelectorAll(".scene").forEach((scene) => near.observe(scene));
})();
